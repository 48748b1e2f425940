import { waitAfter } from '../../core/backoff.js'
import type { MailKind } from '../../core/mail-kinds.js'
import { type MailFacts, mailText, toHtml } from '../../core/mail-texts.js'
import { fullName, repoPath } from '../../core/repo-id.js'
import type { QueuedMail, Recipient } from '../../stores/metadata/mail.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import type { Audience } from '../notifications/audience.js'

const LEASE_MS = 120_000
const KEPT_MS = 60 * 86_400_000
const SWEEP_PAGE = 1000

/** Sends queued mail, and says in it only what its receiver may hear at that moment. */
export function createMailing({
  metadata,
  clock,
  mailer,
  publicUrl,
  audience,
}: Pick<Stores, 'metadata' | 'clock' | 'mailer' | 'publicUrl'> & { audience: Audience }) {
  /** Sends the mail that is due first; false when none is, or when the hub has no mail server. */
  async function sendNext(): Promise<boolean> {
    if (!mailer) return false
    const now = clock.now()
    const until = new Date(now.getTime() + LEASE_MS)
    const mail = await metadata.transact((tx) => tx.mail.claim(now, until))
    if (!mail) return false
    const outcome = await send(mail).catch((error) => failure(mail, error))
    await metadata.transact((tx) => tx.mail.settle(mail, { nextAt: clock.now(), error: null, ...outcome }))
    return true
  }

  async function send(mail: QueuedMail): Promise<{ state: 'sent' | 'dropped' }> {
    const to = await metadata.mail.recipient(mail.toUser)
    const user = await audience.userCalled(mail.toUser)
    if (!to?.email || !user || to.off.includes(mail.kind)) return { state: 'dropped' }
    const facts = await factsOf(mail, user)
    if (!facts) return { state: 'dropped' }
    await post(mail.publicId, to.email, { kind: mail.kind, language: to.language, facts })
    return { state: 'sent' }
  }

  async function post(
    id: string,
    address: string,
    { kind, language, facts }: { kind: MailKind; language: Recipient['language']; facts: MailFacts },
  ): Promise<void> {
    const text = mailText(kind, language, facts)
    const mail = { id, to: address, subject: text.subject, text: text.lines.join('\n\n'), html: toHtml(text) }
    await mailer?.send(mail)
  }

  /** Undefined: the receiver may not hear of it any more, or it is no longer so. */
  async function factsOf({ kind, params }: QueuedMail, user: SignedIn): Promise<MailFacts | undefined> {
    if (kind === 'webhookDisabled') return { hub: publicUrl, reason: String(params.webhook) }
    const action = kind === 'accessRequested' ? 'repo:write' : 'repo:read'
    const repo = await audience.mayHear(user, action, Number(params.repoId))
    if (!repo) return undefined
    const base = { hub: publicUrl, repo: fullName(repo), url: `${publicUrl}/${repoPath(repo)}` }
    const own = await ownFacts(kind, params, { repo, user })
    return own && { ...base, ...own }
  }

  async function ownFacts(
    kind: MailKind,
    params: Record<string, unknown>,
    { repo, user }: { repo: Repo; user: SignedIn },
  ): Promise<Partial<MailFacts> | undefined> {
    if (kind === 'accessRequested') {
      const request = await metadata.gate.request(repo.id, Number(params.userId))
      const asker = await audience.userCalled(Number(params.userId))
      return request?.status === 'pending' && asker ? { person: asker.name } : undefined
    }
    const request = await metadata.gate.request(repo.id, user.userId)
    if (!request) return undefined
    if (kind === 'accessDecided') {
      if (request.status !== params.status) return undefined
      const { status, reason, termsSha256 } = request
      return {
        status,
        reason: reason ?? '',
        terms: termsSha256 ?? '',
        until: untilText(request.grantedUntil),
      }
    }
    // whoever has renewed meanwhile is not told of the old end
    const isSame = request.grantedUntil instanceof Date && request.grantedUntil.toISOString() === params.until
    return isSame ? { until: untilText(request.grantedUntil) } : undefined
  }

  function failure({ attempts }: QueuedMail, error: unknown) {
    const wait = error instanceof Error && 'isFinal' in error ? undefined : waitAfter(attempts + 1)
    const state = wait === undefined ? ('failed' as const) : ('waiting' as const)
    const nextAt = new Date(clock.now().getTime() + (wait ?? 0))
    return { state, nextAt, error: error instanceof Error ? error.message.slice(0, 500) : 'unknown' }
  }

  /** Undefined without a mail server; throws what is wrong with it. */
  async function check(): Promise<true | undefined> {
    await mailer?.verify()
    return mailer && true
  }

  /** Sends a mail at once that says nothing. False without a mail server. */
  async function test(address: string, id: string): Promise<boolean> {
    const text = 'This is a test. The hub can send mail. / 시험 메일입니다.'
    await mailer?.send({ id, to: address, subject: `Databelt: test of mail`, text, html: `<p>${text}</p>` })
    return mailer !== undefined
  }

  /** Forgets mail of long ago. */
  async function sweep(): Promise<{ mails: number }> {
    const before = new Date(clock.now().getTime() - KEPT_MS)
    let mails = 0
    for (let gone = SWEEP_PAGE; gone === SWEEP_PAGE; mails += gone)
      gone = await metadata.transact((tx) => tx.mail.sweep(before, SWEEP_PAGE))
    return { mails }
  }

  return { sendNext, check, test, sweep }
}

/** The minute, in UTC; empty for what does not end. */
const untilText = (until: Date | number | null): string =>
  until instanceof Date ? `${until.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''
