import type { KeyObject } from 'node:crypto'
import { type AuditHead, chainHash, isSigned, NO_HASH } from '../../codecs/audit-chain.js'
import { canonicalJson } from '../../codecs/canonical-json.js'
import type { AuditEntry } from '../../core/audit.js'
import type { ChainedEntry, StoredEntry } from '../../stores/metadata/audit.js'
import type { Stores } from '../context.js'
import { keysOf } from './keys.js'
import type { Sealer } from './sealer.js'

const PAGE = 1000
const MOST_FAULTS = 100

export interface AuditFault {
  /** First entry that is not as it was sealed. */
  seq: number
  what: string
}
export interface AuditProof {
  entries: number
  /** Heads in the database and in the file that agree with the chain. */
  heads: number
  headsInFile: number
  /** 1: the beginning was exported and cut off, and the rest is joined to what was kept of it. */
  cuts: number
  unreadableLines: number
  last: { seq: number; hash: string } | null
  /** The first of the chain, and those of heads. */
  faults: AuditFault[]
}

type Needs = Pick<Stores, 'metadata' | 'auditHeads'> & { sealer: Sealer }

/** Computes every hash again and compares the end of the chain with what was stated of it. */
export function createVerifier({ metadata, auditHeads, sealer }: Needs) {
  async function verify(onProgress: (entries: number) => void = () => {}): Promise<AuditProof> {
    await sealer.seal({ wait: true })
    const key = await sealer.key()
    // heads first: those that are made meanwhile are of entries that were not looked at
    const stored = { ...NONE, faults: [] as AuditFault[] }
    const upTo = { id: (await metadata.audit.lastHead())?.id ?? 0, line: await countLines() }
    const cut = await metadata.auditBounds.lastCut()
    const chain = await walk(cut, onProgress)
    const check = checker(key, chain.last?.seq ?? 0, cut)
    let isCutKnown = cut === undefined
    if (cut) await check(cut, 'the cut in the database', stored, 'cuts')
    for await (const head of tableHeads()) {
      if (head.id > upTo.id) break
      await check(head, 'a head in the database', stored, 'heads')
    }
    let line = 0
    for await (const head of auditHeads.lines()) {
      if (++line > upTo.line) break
      if (!head) stored.unreadableLines++
      else await check(head, 'a head in audit-heads.jsonl', stored, 'headsInFile')
      if (cut && head?.kind === 'cut' && isSameCut(head, cut) && isSigned(key, head)) isCutKnown = true
    }
    if (cut && !isCutKnown)
      stored.faults.push({
        seq: cut.seq,
        what: 'the beginning was cut off, and audit-heads.jsonl does not know of it',
      })
    const { entries, last, fault } = chain
    return {
      ...stored,
      entries,
      last: last ? { seq: last.seq, hash: last.hash.toString('hex') } : null,
      faults: [...(fault ? [fault] : []), ...stored.faults],
    }
  }

  async function countLines(): Promise<number> {
    let count = 0
    for await (const _ of auditHeads.lines()) count++
    return count
  }

  /** From the first entry, or the one behind the cut. */
  async function walk(cut: AuditHead | undefined, onProgress: (entries: number) => void) {
    let last: Pick<ChainedEntry, 'seq' | 'hash'> | undefined = cut
    let fault: AuditFault | undefined
    let after = -1
    for (let entries = 0; ; ) {
      const page = await metadata.audit.entries({ after, limit: PAGE })
      for (const entry of page) {
        fault ??= wrongOf(entry, last)
        last = entry
        after = entry.seq
      }
      entries += page.length
      onProgress(entries)
      if (page.length < PAGE) return { entries, last, fault }
    }
  }

  async function* tableHeads(): AsyncGenerator<AuditHead & { id: number }> {
    for (let after = 0; ; ) {
      const page = await metadata.audit.heads(after, PAGE)
      yield* page
      after = page.at(-1)?.id ?? after
      if (page.length < PAGE) return
    }
  }

  const checker =
    (key: KeyObject, lastSeq: number, cut: AuditHead | undefined) =>
    async (head: AuditHead, where: string, proof: Counts, count: 'heads' | 'headsInFile' | 'cuts') => {
      const what = !isSigned(key, head)
        ? `${where} has a wrong signature`
        : head.seq > lastSeq
          ? `${where} knows ${head.seq} entries, but the chain ends at ${lastSeq}: its tail was cut off`
          : (await isAsThen(head, cut))
            ? undefined
            : `${where} has another hash than the chain: it was rewritten up to there`
      if (what === undefined) proof[count]++
      else if (proof.faults.length < MOST_FAULTS) proof.faults.push({ seq: head.seq, what })
    }

  /** What was cut off was compared when that was done. */
  async function isAsThen({ seq, hash }: AuditHead, cut: AuditHead | undefined): Promise<boolean> {
    if (cut && seq < cut.seq) return true
    const then = cut?.seq === seq ? cut.hash : await metadata.audit.hashAt(seq)
    return then?.equals(hash) ?? false
  }

  return { verify }
}
export type Verifier = ReturnType<typeof createVerifier>

type Counts = Pick<AuditProof, 'heads' | 'headsInFile' | 'cuts' | 'unreadableLines' | 'faults'>
const NONE = { heads: 0, headsInFile: 0, cuts: 0, unreadableLines: 0 }

const isSameCut = (a: AuditHead, b: AuditHead): boolean => a.seq === b.seq && a.hash.equals(b.hash)

/** What is wrong with an entry after the one before it, if something is. */
function wrongOf(
  entry: StoredEntry,
  before: Pick<ChainedEntry, 'seq' | 'hash'> | undefined,
): AuditFault | undefined {
  const seq = (before?.seq ?? 0) + 1
  if (entry.seq > seq) return { seq, what: `entry ${seq} is missing` }
  const wrong = (what: string) => ({ seq: entry.seq, what: `entry ${entry.seq} ${what}` })
  if (entry.seq < seq) return wrong('was put before the first')
  if (!chainHash(before?.hash ?? NO_HASH, entry.text).equals(entry.hash))
    return wrong('or the hash before it was changed')
  const own = parsed(entry.text)
  if (!own || own.seq !== entry.seq) return wrong('is of another place')
  const { at, userId, repoIds, names } = entry
  const [is, shouldBe] = [{ at, userId, repoIds, names }, keysOf(own)].map((keys) => JSON.stringify(keys))
  return is === shouldBe ? undefined : wrong('is filed under other keys than its own')
}

function parsed(text: string): (AuditEntry & { seq: number }) | undefined {
  try {
    const value = JSON.parse(text)
    return canonicalJson(value) === text ? value : undefined
  } catch {
    return undefined
  }
}
