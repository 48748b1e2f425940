import type { MailKind } from '../../core/mail-kinds.js'
import type { StoredEvent } from '../../stores/metadata/events.js'
import type { EndingAccess, MailReader, NewMail } from '../../stores/metadata/mail.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Stores } from '../context.js'
import { createFollower } from '../notifications/follow.js'

const MOST_REVIEWERS = 50
const DAY_MS = 86_400_000
const NOTICE_MS = 7 * DAY_MS
/** A hub that was off for so long still tells of what ended meanwhile. */
const LATE_MS = 3 * DAY_MS
const PAGE = 500

/** Queues mail about what happened. What it says, and whether it may be said, is decided when it is sent. */
export function createOutbox({ metadata, clock, mailer }: Pick<Stores, 'metadata' | 'clock' | 'mailer'>) {
  /** Queues mail about the next events. Returns how many events there were. */
  const follow = createFollower({ metadata }, 'mail', async (tx, events) => {
    // the cursor moves all the same: mail about what is long past helps nobody
    if (!mailer) return
    for (const event of events) await tx.mail.queue(await mailsOf(tx, event), clock.now())
  })

  /** Queues a word to all whose access ends in a week or has ended. Each is written once. */
  async function announceEndings(): Promise<{ ending: number; ended: number }> {
    if (!mailer) return { ending: 0, ended: 0 }
    const now = clock.now().getTime()
    const ending = { from: new Date(now), to: new Date(now + NOTICE_MS), leastMs: NOTICE_MS }
    const ended = { from: new Date(now - LATE_MS), to: new Date(now), leastMs: 0 }
    return {
      ending: await announce('accessEnding', ending),
      ended: await announce('accessEnded', ended),
    }
  }

  async function announce(kind: MailKind, span: Parameters<MailReader['endings']>[0]): Promise<number> {
    let count = 0
    let last: EndingAccess | undefined
    do {
      const page = await metadata.mail.endings(span, last, PAGE)
      const mails = page.map(({ repoId, userId, until }) => ({
        toUser: userId,
        kind,
        params: { repoId, until: until.toISOString() },
        once: `${kind} ${repoId} ${userId} ${until.toISOString()}`,
      }))
      await metadata.transact((tx) => tx.mail.queue(mails, clock.now()))
      count += page.length
      last = page.length === PAGE ? page.at(-1) : undefined
    } while (last)
    return count
  }

  return { follow, announceEndings }
}

async function mailsOf(tx: Writers, { seq, type, repoId, payload }: StoredEvent): Promise<NewMail[]> {
  const { userId, status, until, terms } = payload
  if (typeof userId !== 'number') return []
  if (type === 'webhook.disabled')
    return [{ toUser: userId, kind: 'webhookDisabled', params: { webhook: payload.webhook } }]
  if (repoId === null || (type !== 'access.requested' && type !== 'access.decided')) return []
  if (type === 'access.requested' && status === 'pending') {
    const repo = await tx.repos.byId(repoId)
    const reviewers = repo ? await tx.mail.reviewersOf(repo, 'accessRequested', MOST_REVIEWERS) : []
    const params = { repoId, userId }
    return reviewers.map((toUser) => ({ toUser, kind: 'accessRequested', params }))
  }
  const params = { repoId, status, until, terms, seq }
  return [{ toUser: userId, kind: 'accessDecided', params }]
}
