/** Texts of `../shared.ts` in Korean. */
export const SHARED: Record<string, string> = {
  'From the Link header of the page before': '앞 페이지의 Link 헤더에서',
  'Entries of a page, at most 100': '한 페이지의 항목 수. 최대 100',
  'Entries of a page, at most 200': '한 페이지의 항목 수. 최대 200',
  'Entries of a page, at most 500': '한 페이지의 항목 수. 최대 500',
  'A path on this hub to go to afterwards': '마친 뒤 이동할 이 허브의 경로',
  'The first day, such as 2026-11-22; 30 days until `to` when absent':
    '첫날. 예: 2026-11-22. 없으면 `to`까지 30일',
  'The last day; today when absent, at most 366 days after `from`':
    '마지막 날. 없으면 오늘, `from`에서 최대 366일',
}
