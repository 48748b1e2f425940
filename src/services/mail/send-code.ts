import { randomUUID } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import { type MailText, toHtml } from '../../core/mail-texts.js'
import type { Mailer } from '../../stores/mail/mailer.js'

/** Sends at once what somebody waits for; it is kept nowhere, since it holds a secret. Throws MailNotSent. */
export async function sendCode(mailer: Mailer, to: string, text: MailText): Promise<void> {
  const mail = {
    id: randomUUID(),
    to,
    subject: text.subject,
    text: text.lines.join('\n\n'),
    html: toHtml(text),
  }
  await mailer.send(mail).catch((cause) => {
    const error = new HubError('MailNotSent')
    error.cause = cause
    throw error
  })
}
