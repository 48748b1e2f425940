import type { KeyObject } from 'node:crypto'
import { chainHash, headKey, NO_HASH, signHead } from '../../codecs/audit-chain.js'
import { canonicalizable, canonicalJson } from '../../codecs/canonical-json.js'
import type { AuditEntry } from '../../core/audit.js'
import type { StoredEntry } from '../../stores/metadata/audit.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Stores } from '../context.js'
import { keysOf } from './keys.js'
import { mergeHidden } from './merging.js'

/** Entries that one transaction moves. */
const AT_ONCE = 1000
/** A head at the latest after so many entries, or so long after the last one. */
const HEAD_ENTRIES = 1000
const HEAD_MS = 600_000

type Needs = Pick<Stores, 'metadata' | 'clock' | 'auditHeads'>

/** Gives entries their place in the chain. Any process may do it; one at a time does. */
export function createSealer({ metadata, clock, auditHeads }: Needs) {
  const key = async (): Promise<KeyObject> => headKey(await metadata.secret('audit-heads'))

  /**
   * Moves what has been received on, and returns how much that was. `head`: states the end of the chain, even if that is
   * not due. `wait`: while another process does it; else leaves it to that one.
   */
  async function seal({ head = false, wait = false } = {}): Promise<number> {
    for (let all = 0; ; ) {
      const moved = await sealSome(wait)
      all += moved
      const isEnd = moved < AT_ONCE
      if (await isDue(head && isEnd)) await writeHead()
      if (isEnd) return all
    }
  }

  const sealSome = (wait: boolean): Promise<number> =>
    metadata.transact(async (tx) => {
      if (!(await tx.audit.lock(wait))) return 0
      const entries = await tx.audit.take(AT_ONCE)
      if (entries.length > 0) await append(tx, await mergeHidden(tx, entries, clock.now()))
      return entries.length
    })

  async function append(tx: Writers, entries: AuditEntry[]): Promise<void> {
    const last = await tx.audit.last()
    let { seq, hash } = last ?? { seq: 0, hash: NO_HASH }
    const chained: StoredEntry[] = []
    for (const entry of entries) {
      seq += 1
      const placed = canonicalizable({ ...entry, seq }) as AuditEntry
      const text = canonicalJson(placed)
      hash = chainHash(hash, text)
      chained.push({ seq, text, hash, ...keysOf(placed) })
    }
    if (chained.length > 0) await tx.audit.append(chained)
  }

  async function isDue(wanted: boolean): Promise<boolean> {
    const last = await metadata.audit.last()
    if (!last) return false
    if (wanted) return true
    const head = await metadata.audit.lastHead()
    if (!head) return true
    const fresh = last.seq - head.seq
    return fresh >= HEAD_ENTRIES || (fresh > 0 && clock.now().getTime() - head.at.getTime() >= HEAD_MS)
  }

  async function writeHead(): Promise<void> {
    const signing = await key()
    const head = await metadata.transact(async (tx) => {
      await tx.audit.lock(true)
      const last = await tx.audit.last()
      if (!last) return undefined
      const signed = signHead(signing, { seq: last.seq, hash: last.hash, at: clock.now() })
      await tx.audit.addHead(signed)
      return signed
    })
    if (head) await auditHeads.append(head)
  }

  return { seal, key }
}
export type Sealer = ReturnType<typeof createSealer>
