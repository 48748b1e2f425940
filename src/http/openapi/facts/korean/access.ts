/** Texts of `../access.ts` in Korean. */
export const ACCESS: Record<string, string> = {
  'From this time on, such as 2026-07-01T00:00:00Z': '이 시각부터. 예: 2026-07-01T00:00:00Z',
  'Before this time': '이 시각 전까지',
  'The number of the last entry before this page': '앞 페이지 마지막 기록의 번호',
  'Entries of a page, 100 when absent, at most 1000': '한 페이지의 항목 수. 없으면 100, 최대 1000',
  'How your request for access stands, and what is asked': '내 접근 신청의 상태와 물어보는 것',
  'Ask for access': '접근 신청',
  'Take your request back, or give the approval up': '신청을 거두거나 승인을 포기',
  'Ask for access by a form: the answers to its questions, terms, purpose and days':
    '폼으로 접근 신청: 질문의 답, terms, purpose, days',
  'Requests for access, for reviewers; the address ends in pending, accepted, rejected or expired':
    '검토자가 보는 접근 신청. 주소는 pending, accepted, rejected, expired로 끝남',
  'Accept or reject a request, or open it again': '신청을 승인하거나 거절하거나 다시 열기',
  'Give a user access without a request': '신청 없이 사용자에게 접근 허용',
  'All requests for access as a file': '모든 접근 신청을 파일로',
  'json or csv; json when absent': 'json 또는 csv. 없으면 json',
  'Your requests for access, newest first': '내 접근 신청. 최근 것부터',
  'Gated repositories of which you decide requests': '내가 신청을 검토하는 저장소',
  'Terms of use in force: as they were set, in sentences and as ODRL':
    '지금의 이용 조건: 정한 그대로, 문장, ODRL',
  'Set the terms of use; answers the number of their version': '이용 조건 정하기. 버전 번호를 답함',
  'Versions of the terms of use, newest first': '이용 조건의 버전. 최근 것부터',
  'The line by which users of the data name its source': '데이터를 쓰는 사람이 출처를 밝힐 때 쓰는 문구',
  'Report what you did with the data, as its terms ask': '이용 조건에 따라 데이터를 어떻게 썼는지 보고',
  'Reports of use, oldest first': '이용 보고서. 오래된 것부터',
  'How far the repository is opened: draft, beta, final or withdrawn, its embargo, and which steps are next':
    '저장소의 공개 상태: draft, beta, final, withdrawn, 공개 예정일과 다음 단계',
  'Take a step of opening: set the state and the embargo': '공개 상태와 공개 예정일 정하기',
  'Steps of opening, newest first': '공개 상태의 기록. 최근 것부터',
  'What the words mean that terms of use add to ODRL': '이용 조건이 ODRL에 더한 말의 뜻',
  'Who saw what of the repository, when and from where': '저장소의 무엇을 누가, 언제, 어디서 보았는지',
  'What is recorded of you: what you saw, when and from where':
    '나에 대한 기록: 무엇을 언제, 어디서 보았는지',
  'Number of the page, from 0 to 99': '페이지 번호. 0부터 99까지',
  'The audit of the hub: who saw what, when and from where':
    '허브의 감사 기록: 누가 무엇을 언제, 어디서 보았는지',
  'Only this repository': '이 저장소만',
  'Only this user': '이 사용자만',
  'json, or all as a file: jsonl or csv': 'json 또는 전체를 파일로: jsonl, csv',
  'Check that nothing of the audit was changed or removed': '감사 기록이 바뀌거나 지워지지 않았는지 확인',
}
