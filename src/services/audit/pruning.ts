import { chainHash, NO_HASH, signHead } from '../../codecs/audit-chain.js'
import { HubError } from '../../core/errors.js'
import type { Stores } from '../context.js'
import type { Sealer } from './sealer.js'
import type { Verifier } from './verifier.js'

type Needs = Pick<Stores, 'metadata' | 'clock' | 'auditHeads'> & {
  sealer: Sealer
  verify: Verifier['verify']
}

/** Cuts off the beginning of the record, after somebody has shown that they keep it elsewhere. */
export function createPruning({ metadata, clock, auditHeads, sealer, verify }: Needs) {
  /**
   * Removes the entries that are older than `before`, all of which must be in `exported`: lines of `audit export`. What was the
   * last of them is kept as a signed head, in the database and beside it, so that the rest can be proven. Throws BadRequest.
   */
  async function prune(
    before: Date,
    exported: AsyncIterable<string>,
  ): Promise<{ entries: number; seq: number; hash: string } | undefined> {
    const { faults } = await verify()
    if (faults.length > 0)
      throw refused('The record is not whole; see "databelt audit verify". Nothing was removed.')
    const cut = await metadata.auditBounds.cutBefore(before)
    if (!cut) return undefined
    await requireExported(cut, exported)
    const head = signHead(await sealer.key(), { ...cut, kind: 'cut', at: clock.now() })
    // beside the database first: a head too many harms nothing, one that is missing is a fault
    await auditHeads.append(head)
    const entries = await metadata.transact(async (tx) => {
      await tx.audit.lock(true)
      const gone = await tx.auditBounds.cut(head)
      const payload = {
        seq: cut.seq,
        hash: cut.hash.toString('hex'),
        before: before.toISOString(),
        entries: gone,
      }
      await tx.events.add({ type: 'audit.pruned', at: head.at, repoId: null, actorId: null, payload })
      return gone
    })
    return { entries, seq: cut.seq, hash: cut.hash.toString('hex') }
  }

  /** The hash of each line holds all before it, so the right hash at the end proves every one. */
  async function requireExported(
    cut: { seq: number; hash: Buffer },
    lines: AsyncIterable<string>,
  ): Promise<void> {
    let { seq, hash } = (await metadata.auditBounds.lastCut()) ?? { seq: 0, hash: NO_HASH }
    for await (const line of lines) {
      if (seq === cut.seq) break
      const text = entryOf(line)
      if (text === undefined)
        throw refused('The file holds a line that is no entry. Export again, as JSON Lines.')
      const place = placeOf(text)
      if (place !== undefined && place <= seq) continue
      hash = chainHash(hash, text)
      seq += 1
      if (place !== seq)
        throw refused(`The file does not hold entry ${seq}. Export everything, without filters.`)
    }
    if (seq !== cut.seq)
      throw refused(`The file ends with entry ${seq}, before entry ${cut.seq}. Export again.`)
    if (!hash.equals(cut.hash)) throw refused('The file does not hold the entries of this record.')
  }

  return { prune }
}

/** The entry of a line as it was hashed; see codecs/audit-rows.ts. */
const entryOf = (line: string): string | undefined =>
  /^\{"hash":"[0-9a-f]{64}","entry":(\{.*\})\}$/.exec(line)?.[1]

function placeOf(text: string): number | undefined {
  try {
    const { seq } = JSON.parse(text)
    return typeof seq === 'number' ? seq : undefined
  } catch {
    return undefined
  }
}

const refused = (why: string): HubError => new HubError('BadRequest', { why })
