/** What the hub writes mail about; each can be turned off by the one who gets it. */
export const MAIL_KINDS = [
  'accessRequested',
  'accessDecided',
  'accessEnding',
  'accessEnded',
  'webhookDisabled',
] as const
export type MailKind = (typeof MAIL_KINDS)[number]
