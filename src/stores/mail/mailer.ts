import nodemailer from 'nodemailer'

export interface Mail {
  /** Part of the Message-ID: a mail that is sent twice is recognised. */
  id: string
  to: string
  subject: string
  text: string
  html: string
}
/** Sends mail by the operator's server. */
export interface Mailer {
  /** Throws MailRefused when another try is of no use. */
  send(mail: Mail): Promise<void>
  /** Throws unless the server answers and lets the hub in. */
  verify(): Promise<void>
}

/** The server will never take this mail. */
export class MailRefused extends Error {
  override name = 'MailRefused'
  readonly isFinal = true
}

const DEADLINE_MS = 20_000
/** One address and nothing else: no names, no lists, no line ends. */
const ADDRESS = /^[^\s@<>()[\],;:\\"']{1,64}@[^\s@<>()[\],;:\\"']{1,253}$/

export const isAddress = (text: string): boolean => ADDRESS.test(text)

/** `url`: smtp://user:password@host:587, or smtps:// for TLS from the start. */
export function openMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = nodemailer.createTransport(url, {
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
    dnsTimeout: DEADLINE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as object)
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'databelt'

  async function send({ id, to, subject, text, html }: Mail): Promise<void> {
    if (!isAddress(to)) throw new MailRefused('The address of the receiver cannot be one.')
    const headers = { 'Auto-Submitted': 'auto-generated' }
    const mail = { from, to, subject, text, html, headers, messageId: `<${id}@${domain}>` }
    await transport.sendMail(mail).catch((error: Error & { responseCode?: number }) => {
      const isFinal = (error.responseCode ?? 0) >= 500
      throw isFinal ? new MailRefused(error.message, { cause: error }) : error
    })
  }

  return {
    send,
    verify: async () => {
      await transport.verify()
    },
  }
}
