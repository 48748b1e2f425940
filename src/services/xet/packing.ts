import type { BlobRow } from '../../stores/metadata/blob-index.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import { assemble } from './assembly.js'
import type { Xorb } from './chunk-source.js'
import { KnownChunks } from './known-chunks.js'
import { packContent } from './pack-content.js'
import { sampleSaving } from './pack-sample.js'
import { packRanges } from './ranges.js'

export interface PackReport {
  /** Contents looked at. */
  looked: number
  packed: number
  /** Bytes that these took before, and the bytes of chunks that were new. */
  bytesBefore: number
  bytesAfter: number
}

const BATCH = 100
/** Below this a file is a chunk or two. */
const LEAST_BYTES = 128 * 1024
/** Reading from chunks costs more than reading a file, so a little is not worth it. */
const LEAST_SAVING = 0.05
/** Xorbs of another version that are searched for equal chunks: 16 GiB of content. */
const MOST_XORBS = 256

type Needs = Pick<Stores, 'metadata' | 'blobs' | 'readVerified' | 'chunks'> & { vault: BlobVault }

/**
 * Puts contents that came whole (by LFS or git) into chunks, where that saves space: they compress, or the repo has
 * another version of the file. Clients of all kinds then share chunks. Chunks are shared within a repo only, so that a
 * recipe tells nothing of repos its readers cannot read.
 */
export function createPacking({ metadata, blobs, readVerified, chunks, vault }: Needs) {
  /** Looks at contents that nobody looked at, until `mostBytes` were read. Safe to kill and to run again. */
  async function run(options: {
    mostBytes: number
    onProgress?: (report: PackReport) => void
  }): Promise<PackReport> {
    const report = { looked: 0, packed: 0, bytesBefore: 0, bytesAfter: 0 }
    for (let bytes = 0; bytes < options.mostBytes; ) {
      const batch = await metadata.blobs.unpacked(LEAST_BYTES, BATCH)
      if (batch.length === 0) break
      for (const blob of batch) {
        await lookAt(blob, report)
        options.onProgress?.(report)
        bytes += blob.size
        if (bytes >= options.mostBytes) break
      }
    }
    return report
  }

  async function lookAt(blob: BlobRow, report: PackReport): Promise<void> {
    report.looked++
    const versions = await metadata.blobs.otherVersions(blob.sha256)
    // the older version first: the newer one then finds its chunks
    for (const sha256 of versions) await packVersion(sha256, report)
    const known = await knownChunks(versions)
    const isWorth =
      versions.length > 0 || (await sampleSaving(readVerified(blob, 0, blob.size, true))) >= LEAST_SAVING
    if (isWorth) await pack(blob, known, report)
    else await metadata.transact((tx) => tx.blobs.markLookedAt(blob.sha256))
  }

  async function packVersion(sha256: string, report: PackReport): Promise<void> {
    const blob = await metadata.blobs.find(sha256)
    const isOpen = blob?.state === 'stored' && blob.whole && blob.size >= LEAST_BYTES
    if (isOpen && !(await metadata.xetFiles.ofContent(sha256))) await pack(blob, new KnownChunks(), report)
  }

  async function knownChunks(versions: string[]): Promise<KnownChunks> {
    const known = new KnownChunks()
    const xorbs = new Map<string, Xorb>()
    for (const sha256 of versions) {
      for (const hash of await metadata.xetFiles.xorbsOf(sha256, MOST_XORBS - xorbs.size)) {
        const xorb = await chunks.find(hash)
        if (xorb) xorbs.set(hash.toString('hex'), xorb)
      }
    }
    for (const { hash, index } of xorbs.values()) known.addXorb(hash, index)
    return known
  }

  /** Writes new chunks as xorbs, proves that the recipe gives the same bytes, and only then lets the whole go. */
  async function pack(blob: BlobRow, known: KnownChunks, report: PackReport): Promise<void> {
    const bytes = readVerified(blob, 0, blob.size, true)
    const made = await packContent({ blobs, vault }, bytes, known)
    const proof = await blobs.examine(assemble(chunks, made.terms, 0, blob.size), blob.size)
    if (proof.sha256 !== blob.sha256) throw new Error(`packing ${blob.sha256} gave ${proof.sha256}`)
    await metadata.transact(async (tx) => {
      const used = [...made.uses.values()]
      if ((await tx.xorbs.lease(used.map((use) => use.xorb))) !== used.length) return
      const uses = used.map(({ xorb, ranges }) => ({ xorb, ranges: packRanges(ranges) }))
      const { sha256, size, blockCrcs } = blob
      await tx.xetFiles.record([{ hash: made.hash, sha256, size, blockCrcs, terms: made.terms.packed, uses }])
      await tx.xorbs.listChunks(made.firstChunk ? [made.firstChunk] : [])
      await tx.blobs.letWholeGo(sha256)
    })
    report.packed++
    report.bytesBefore += blob.size
    report.bytesAfter += made.newBytes
  }

  return { run }
}
