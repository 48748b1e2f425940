import type { Language } from './language.js'
import type { Purpose } from './terms.js'

/** What terms of use say to people. */
interface Sentences {
  none: string
  unreadable: string
  page: Record<'hidden' | 'sampled' | 'described', string>
  who: Record<'everyone' | 'members' | 'approved', string>
  /** Codes of countries and purposes come as lists. */
  residents(countries: string[]): string
  purposes(names: Purpose[]): string
  storage(countries: string[]): string
  attribution(line: string): string
  onward: Record<'yes' | 'no', string>
  report(days: number): string
  endsOn(day: string): string
  endsAfter(days: number): string
}

const anyOf = (values: string[]): string =>
  values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`

const EN: Sentences = {
  none: 'There are no terms beside the licence and the gate of this repository.',
  unreadable: 'This hub cannot read the terms. Nobody but administrators may use the repository.',
  page: {
    hidden: 'Only those with a part in it know that it is there.',
    sampled: 'Everybody sees the description and the first rows.',
    described: 'Everybody sees the description.',
  },
  who: {
    everyone: 'The contents are for everybody whom the licence allows.',
    members: 'The contents are for members of the organisation.',
    approved: 'The contents are for people who asked for access and were approved.',
  },
  residents: (countries) => `Only for people whose country is confirmed to be ${anyOf(countries)}.`,
  purposes: (names) => `Only for ${anyOf(names)}; whoever asks says which.`,
  storage: (countries) => `The bytes may be kept in ${anyOf(countries)} only.`,
  attribution: (line) => `Users name it with this line: ${line}`,
  onward: { yes: 'It may be passed on under the same terms.', no: 'It may not be passed on.' },
  report: (days) => `A report on the use is due ${days} days after the approval.`,
  endsOn: (day) => `Access ends on ${day}, and copies are deleted by then.`,
  endsAfter: (days) => `Access ends ${days} days after the approval, and copies are deleted by then.`,
}

const PURPOSES_KO: Record<Purpose, string> = {
  research: '연구',
  education: '교육',
  evaluation: '평가',
  'public-service': '공공 서비스',
  'medical-research': '의료 연구',
  'non-commercial-training': '비상업적 학습',
  'commercial-training': '상업적 학습',
}
const countriesKo = (codes: string[]): string => {
  const names = new Intl.DisplayNames(['ko'], { type: 'region' })
  return codes.map((code) => names.of(code)).join(', ')
}

const KO: Sentences = {
  none: '이 저장소에는 라이선스와 접근 신청 외에 다른 이용 조건이 없습니다.',
  unreadable: '이 허브가 이용 조건을 읽을 수 없습니다. 관리자 외에는 이 저장소를 쓸 수 없습니다.',
  page: {
    hidden: '관련된 사람만 이 저장소가 있다는 것을 알 수 있습니다.',
    sampled: '누구나 설명과 앞부분의 행을 볼 수 있습니다.',
    described: '누구나 설명을 볼 수 있습니다.',
  },
  who: {
    everyone: '라이선스가 허용하는 모든 사람이 내용을 쓸 수 있습니다.',
    members: '기관의 구성원이 내용을 쓸 수 있습니다.',
    approved: '접근을 신청해 승인된 사람이 내용을 쓸 수 있습니다.',
  },
  residents: (countries) => `다음 국가의 사람으로 확인되어야 쓸 수 있습니다: ${countriesKo(countries)}.`,
  purposes: (names) =>
    `다음 목적으로만 쓸 수 있으며, 신청할 때 목적을 밝힙니다: ${names.map((name) => PURPOSES_KO[name]).join(', ')}.`,
  storage: (countries) => `데이터는 다음 국가에만 보관할 수 있습니다: ${countriesKo(countries)}.`,
  attribution: (line) => `다음과 같이 출처를 밝힙니다: ${line}`,
  onward: {
    yes: '같은 조건으로 다른 사람에게 제공할 수 있습니다.',
    no: '다른 사람에게 제공할 수 없습니다.',
  },
  report: (days) => `승인된 날부터 ${days}일 안에 이용 보고서를 제출해야 합니다.`,
  endsOn: (day) => `접근 기간은 ${day}에 끝나며, 사본도 그때까지 삭제해야 합니다.`,
  endsAfter: (days) => `접근 기간은 승인된 날부터 ${days}일이며, 사본도 그때까지 삭제해야 합니다.`,
}

export const SENTENCES: Record<Language, Sentences> = { en: EN, ko: KO }
