import { randomInt, timingSafeEqual } from 'node:crypto'
import { secretHash } from '../../codecs/secret.js'
import { HubError } from '../../core/errors.js'
import { verifyText } from '../../core/mail-texts.js'
import type { EmailCode } from '../../stores/metadata/email-codes.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { sendCode } from '../mail/send-code.js'
import type { Attempts } from './attempts.js'

const CODE_DIGITS = 8
const CODE_MS = 3_600_000
/** From one code to the next, and codes of a day. */
const PAUSE_MS = 60_000
const DAY_MS = 86_400_000
const MOST_A_DAY = 10

type Parts = Pick<Stores, 'metadata' | 'clock' | 'mailer' | 'publicUrl'> & { attempts: Attempts }

/**
 * How a person shows that the e-mail address of their account is theirs: by a code that is mailed there. Nobody learns by it
 * who has which address, since it is only ever about one's own.
 */
export function createEmailCheck({ metadata, clock, mailer, publicUrl, attempts }: Parts) {
  /** Mails a code, after which older ones do not work. Throws NoMailServer, NoEmail, TooManyAttempts or MailNotSent. */
  async function send({ userId }: SignedIn): Promise<{ email: string; endsAt: Date }> {
    if (!mailer) throw new HubError('NoMailServer')
    const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0')
    const email = await metadata.transact(async (tx) => {
      const { address, code: before } = await tx.emailCodes.lock(userId)
      if (address.email === null) throw new HubError('NoEmail')
      if (address.verifiedAt !== null)
        throw new HubError('AlreadyExists', { what: 'The proof of your address' })
      await tx.emailCodes.put(userId, {
        ...next(before),
        email: address.email,
        codeHash: hashOf(userId, code),
      })
      return address.email
    })
    const recipient = await metadata.mail.recipient(userId)
    const text = verifyText(recipient?.language ?? 'en', { hub: publicUrl, code })
    await sendCode(mailer, email, text)
    return { email, endsAt: new Date(clock.now().getTime() + CODE_MS) }
  }

  function next(before: EmailCode | undefined): Pick<EmailCode, 'endsAt' | 'sentAt' | 'sent' | 'firstAt'> {
    const now = clock.now().getTime()
    const isSameDay = before !== undefined && now - before.firstAt.getTime() < DAY_MS
    const pause = before ? before.sentAt.getTime() + PAUSE_MS - now : 0
    const rest = isSameDay && before.sent >= MOST_A_DAY ? before.firstAt.getTime() + DAY_MS - now : 0
    const wait = Math.max(pause, rest)
    if (wait > 0) throw new HubError('TooManyAttempts', { seconds: Math.ceil(wait / 1000) })
    const [sentAt, endsAt] = [new Date(now), new Date(now + CODE_MS)]
    return {
      sentAt,
      endsAt,
      sent: isSameDay ? before.sent + 1 : 1,
      firstAt: isSameDay ? before.firstAt : sentAt,
    }
  }

  /** Throws EmailCodeWrong whatever is wrong with the code, or TooManyAttempts. */
  async function confirm({ userId }: SignedIn, code: string, address: string): Promise<void> {
    const attempt = await attempts.begin({ subject: `email-code ${userId}`, address, everywhere: true })
    await metadata.transact(async (tx) => {
      const { address: mine, code: sent } = await tx.emailCodes.lock(userId)
      if (!sent || !isRight(sent, hashOf(userId, code)) || sent.email !== mine.email)
        throw new HubError('EmailCodeWrong')
      const at = clock.now()
      await tx.emailCodes.verify(userId, at)
      await tx.events.add({
        type: 'user.email-verified',
        at,
        repoId: null,
        actorId: userId,
        payload: { userId },
      })
    })
    await attempt.succeed()
  }

  const isRight = ({ codeHash, endsAt }: EmailCode, hash: string): boolean =>
    codeHash !== null && endsAt > clock.now() && timingSafeEqual(codeHash, Buffer.from(hash, 'hex'))

  const address = ({ userId }: SignedIn) => metadata.emailCodes.address(userId)

  /** Without a mail server no address can be shown to be anybody's. */
  return { send, confirm, address, isPossible: mailer !== undefined }
}

/** A code works for one user only. */
const hashOf = (userId: number, code: string): string =>
  secretHash(`email code ${userId} ${code.replace(/\D/g, '')}`)
