import { escapeHtml } from './html.js'
import type { MailKind } from './mail-kinds.js'

export type Language = 'en' | 'ko'
/** What a mail says. Values may come from anybody: they are cut to one line and to a length before they are written. */
export interface MailFacts {
  /** The hub's address. */
  hub: string
  repo?: string
  url?: string
  person?: string
  status?: string
  until?: string
  terms?: string
  reason?: string
}
export interface MailText {
  subject: string
  lines: string[]
}

const LONGEST = 300
/** What could end a header or a line, or turn the reading direction around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g

/** One line without control characters. */
export const oneLine = (text: string): string => {
  const line = text.replace(UNPRINTABLE, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

type Write = (facts: Required<MailFacts>) => MailText
const TEXTS: Record<Language, Record<MailKind, Write>> = {
  en: {
    accessRequested: ({ repo, person, url }) => ({
      subject: `${person} asks for access to ${repo}`,
      lines: [`${person} asks for access to ${repo}.`, `Accept or reject the request: ${url}`],
    }),
    accessDecided: ({ repo, url, status, until, reason, terms }) => ({
      subject: status === 'accepted' ? `You have access to ${repo}` : `About your request for ${repo}`,
      lines: [
        {
          accepted: `Your request for access to ${repo} was accepted.`,
          rejected: `Your request for access to ${repo} was rejected.`,
        }[status] ?? `Your request for access to ${repo} waits for a decision again.`,
        ...(reason ? [`Reason: ${reason}`] : []),
        ...(until && status === 'accepted' ? [`Your access ends on ${until}.`] : []),
        ...(terms ? [`SHA-256 of the terms that you accepted: ${terms}`] : []),
        url,
      ],
    }),
    accessEnding: ({ repo, url, until }) => ({
      subject: `Your access to ${repo} ends soon`,
      lines: [`Your access to ${repo} ends on ${until}.`, `To renew it, ask for access again: ${url}`],
    }),
    accessEnded: ({ repo, url, until }) => ({
      subject: `Your access to ${repo} has ended`,
      lines: [`Your access to ${repo} ended on ${until}.`, `You can ask for access again: ${url}`],
    }),
    webhookDisabled: ({ hub, reason }) => ({
      subject: 'A webhook of yours was turned off',
      lines: [
        `The hub could not deliver to your webhook ${reason} for more than a day, so it was turned off.`,
        `When its receiver works again, enable it: POST ${hub}/api/settings/webhooks/${reason}/enable`,
      ],
    }),
  },
  ko: {
    accessRequested: ({ repo, person, url }) => ({
      subject: `${person} 님이 ${repo} 이용을 신청했습니다`,
      lines: [`${person} 님이 ${repo} 이용을 신청했습니다.`, `신청을 승인하거나 거절해 주세요: ${url}`],
    }),
    accessDecided: ({ repo, url, status, until, reason, terms }) => ({
      subject: status === 'accepted' ? `${repo} 이용이 승인되었습니다` : `${repo} 이용 신청에 대한 안내`,
      lines: [
        {
          accepted: `${repo} 이용 신청이 승인되었습니다.`,
          rejected: `${repo} 이용 신청이 거절되었습니다.`,
        }[status] ?? `${repo} 이용 신청을 다시 검토하고 있습니다.`,
        ...(reason ? [`사유: ${reason}`] : []),
        ...(until && status === 'accepted' ? [`이용 기한: ${until}`] : []),
        ...(terms ? [`동의하신 약관의 SHA-256: ${terms}`] : []),
        url,
      ],
    }),
    accessEnding: ({ repo, url, until }) => ({
      subject: `${repo} 이용 기한이 곧 끝납니다`,
      lines: [`${repo} 이용 기한은 ${until}까지입니다.`, `계속 이용하려면 다시 신청해 주세요: ${url}`],
    }),
    accessEnded: ({ repo, url, until }) => ({
      subject: `${repo} 이용 기한이 끝났습니다`,
      lines: [`${repo} 이용 기한이 ${until}에 끝났습니다.`, `다시 신청할 수 있습니다: ${url}`],
    }),
    webhookDisabled: ({ hub, reason }) => ({
      subject: '웹훅이 꺼졌습니다',
      lines: [
        `웹훅 ${reason}의 수신 서버가 하루 넘게 응답하지 않아 웹훅을 껐습니다.`,
        `수신 서버가 다시 동작하면 켤 수 있습니다: POST ${hub}/api/settings/webhooks/${reason}/enable`,
      ],
    }),
  },
}
const WHY: Record<Language, (hub: string) => string> = {
  en: (hub) =>
    `You get this mail from the hub at ${hub}. Choose what it writes to you: PATCH ${hub}/api/settings/account`,
  ko: (hub) =>
    `${hub} 허브에서 보낸 메일입니다. 받을 알림은 PATCH ${hub}/api/settings/account 로 고를 수 있습니다.`,
}
const NONE = { repo: '', url: '', person: '', status: '', until: '', terms: '', reason: '' }

export function mailText(kind: MailKind, language: Language, facts: MailFacts): MailText {
  const clean = Object.entries({ ...NONE, ...facts }).map(([key, value]) => [key, oneLine(value)])
  const { subject, lines } = TEXTS[language][kind](Object.fromEntries(clean))
  return { subject: oneLine(subject), lines: [...lines, WHY[language](oneLine(facts.hub))] }
}

const VERIFY: Record<Language, (code: string, hub: string) => MailText> = {
  en: (code, hub) => ({
    subject: `${code} is your code`,
    lines: [
      `Your code is ${code}. It works once, within an hour.`,
      `Enter it at ${hub} to show that this address is yours. If you did not ask for it, do nothing.`,
    ],
  }),
  ko: (code, hub) => ({
    subject: `확인 코드 ${code}`,
    lines: [
      `확인 코드는 ${code}입니다. 한 시간 안에 한 번만 쓸 수 있습니다.`,
      `${hub} 에서 이 코드를 입력하면 이메일 주소가 확인됩니다. 요청하신 적이 없다면 무시해 주세요.`,
    ],
  }),
}
export const verifyText = (language: Language, { hub, code }: { hub: string; code: string }): MailText =>
  VERIFY[language](oneLine(code), oneLine(hub))

/** Paragraphs; nothing in them is a link or a picture that somebody else chose. */
export const toHtml = ({ lines }: MailText): string =>
  `<!doctype html><meta charset="utf-8">${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}`
