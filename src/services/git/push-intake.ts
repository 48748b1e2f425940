import type { ByteReader } from '../../codecs/byte-reader.js'
import { CARD_PATH, MAX_CARD_BYTES, parseCard } from '../../codecs/card.js'
import type { Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import { type CommitWriter, MAIN_REF } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import type { Quotas } from '../quotas/quotas.js'
import type { Renew } from '../renewal.js'
import type { Caches } from './cache-repository.js'
import { GitFailed } from './git-runner.js'
import type { PushAnswer } from './push-answer.js'
import { checkSizes } from './push-check.js'
import { PushHistory } from './push-history.js'
import { landPush } from './push-landing.js'
import { noteTargets, type PlannedMove, refuseTogether, tipsOf } from './push-plan.js'
import { PushStore } from './push-store.js'
import { Quarantine } from './quarantine.js'
import type { WorkFolder } from './work-folder.js'

/** A push whose commands are known. */
export interface OpenPush {
  grant: Grant<'repo:write'>
  plan: PlannedMove[]
  atomic: boolean
  /** What is left of the request: the pack. */
  reader: ByteReader
  answer: PushAnswer
}
export type IntakeNeeds = Pick<Stores, 'metadata' | 'limits'> & {
  vault: BlobVault
  writer: CommitWriter
  quotas: Pick<Quotas, 'charge'>
  renew: Renew
  caches: Caches
  work: () => Promise<WorkFolder>
}

/** Receives the pack, checks it, reads it back into rows and lands it. Throws what faultOfPush understands. */
export async function takePack(needs: IntakeNeeds, push: OpenPush): Promise<void> {
  const cache = await needs.caches.open(push.grant.repo.id)
  try {
    const work = await needs.work()
    const quarantine = new Quarantine(work.git, work.newPath('push'), cache)
    try {
      await quarantine.receivePack(push.reader.rest(), needs.limits)
      push.answer.begin()
      await takeQuarantined(needs, push, quarantine)
    } finally {
      await quarantine.remove()
    }
  } catch (error) {
    // the push may be at fault, or the cache it was checked against; the next push shall not have to wonder
    if (error instanceof GitFailed && !error.killed) cache.spoil()
    throw error
  } finally {
    cache.release()
  }
}

async function takeQuarantined(needs: IntakeNeeds, push: OpenPush, quarantine: Quarantine): Promise<void> {
  const { grant, plan, atomic } = push
  noteTargets(plan, await quarantine.peel(tipsOf(plan)))
  await checkCard(quarantine, plan)
  if (atomic) refuseTogether(plan)
  const tips = tipsOf(plan)
  if (tips.length === 0) return landPush(needs, grant, { plan, atomic, content: undefined })
  const lfs = await storeObjects(needs, push, quarantine, tips)
  const history = new PushHistory(quarantine)
  await history.collect(tips)
  await landPush(needs, grant, { plan, atomic, content: { history, lfs, known: quarantine.refs } })
}

/** Returns the SHA-256s of the LFS objects that come into use. */
async function storeObjects(
  needs: IntakeNeeds,
  { grant, answer }: OpenPush,
  quarantine: Quarantine,
  tips: string[],
): Promise<Set<string>> {
  const total = await checkSizes(quarantine.objects(tips), needs.limits.regularFileBytes)
  const store = new PushStore(needs, grant)
  let done = 0
  for await (const object of quarantine.contents(tips)) {
    await store.add(object)
    done++
    if (done < total) answer.progress('Storing objects', done, total)
  }
  await store.finish()
  if (total > 0) answer.progress('Storing objects', total, total)
  return store.lfs
}

/** The card says what the repo is; one that nobody can read is refused, as the API refuses it. */
async function checkCard(quarantine: Quarantine, plan: PlannedMove[]): Promise<void> {
  const main = plan.find((move) => move.ref === MAIN_REF && move.refusal === undefined)
  if (!main?.commit) return
  const card = await quarantine.readFile(main.commit, CARD_PATH, MAX_CARD_BYTES)
  if (card === 'too large') main.refusal = `${CARD_PATH} is over 1 MiB`
  else if (card !== undefined) {
    const { errors } = parseCard(card)
    if (errors.length > 0) main.refusal = `invalid metadata in ${CARD_PATH}: ${errors.join('; ')}`
  }
}
