import { toHex } from '../../codecs/xet/hash.js'
import { parseShard, type Shard, type ShardXorb } from '../../codecs/xet/shard.js'
import { HubError } from '../../core/errors.js'
import type { BlobFacts } from '../../stores/blobs/blob-store.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { XetFileRecord } from '../../stores/metadata/xet-files.js'
import type { Access, Grant } from '../access.js'
import type { Stores } from '../context.js'
import type { Quotas } from '../quotas/quotas.js'
import { assemble } from './assembly.js'
import { type ChunkSource, remembering } from './chunk-source.js'
import { packRanges } from './ranges.js'
import {
  type CheckedRecipe,
  checkRecipe,
  checkStatedXorb,
  chunksToList,
  describedBy,
  usedBy,
} from './recipe-check.js'
import type { Visibility } from './visibility.js'
import { asHubError } from './xorbs.js'

type Needs = Pick<Stores, 'metadata' | 'blobs' | 'chunks'> & {
  access: Access
  visibility: Visibility
  quotas: Pick<Quotas, 'checkObjects'>
}
/** Bytes put together and hashed so far, of all. */
export type Progress = (done: number, total: number) => void

/** Recipes on their way in. */
export function createShards({ metadata, blobs, access, visibility, quotas, ...needs }: Needs) {
  /**
   * Registers the files of a shard, all or none. Every statement is checked, and the files are put together once to
   * know their SHA-256, so what is registered is as good as bytes that came by LFS. Returns whether any was new here.
   * Throws BadRequest.
   */
  async function register(
    grant: Grant<'repo:write'>,
    body: Buffer,
    progress: Progress = () => {},
  ): Promise<boolean> {
    const { userId } = access.requireUser(grant.principal)
    const chunks = remembering(needs.chunks)
    const sent = read(body)
    const shard = { ...sent, xorbs: await describedForThem(grant, chunks, sent) }
    await checkRights(grant, shard)
    for (const stated of shard.xorbs) await checkStatedXorb(chunks, stated)
    const recipes: CheckedRecipe[] = []
    for (const file of shard.files) recipes.push(await checkRecipe(chunks, file))
    const leased = unique(recipes.flatMap((recipe) => [...recipe.uses.values()].map((use) => use.xorb)))
    // from here on garbage collection keeps away from them
    await lease(leased)
    const known = await findKnown(grant, userId, recipes)
    const facts = await verify(chunks, recipes, known, progress)
    await quotas.checkObjects(grant, contentsOf(recipes, facts))
    const listed = await chunkHashes(chunks, recipes, shard.xorbs)
    await metadata.transact(async (tx) => {
      await checkStill(tx, leased)
      await tx.xetFiles.record(recipes.map((recipe) => rowsOf(recipe, facts)))
      await tx.xorbs.listChunks(listed)
      await tx.blobs.addPending(grant.repo.id, userId, ...[...facts.values()].map(({ sha256 }) => sha256))
    })
    return recipes.some((recipe) => !known.has(toHex(recipe.file.hash)))
  }

  /** Chunks of others stay theirs, even for who knows all their hashes: here they are as if they were nowhere. */
  async function checkRights(grant: Grant<'repo:write'>, shard: Shard): Promise<void> {
    const [hidden] = await visibility.hidden(grant, usedBy(shard))
    if (hidden)
      throw new HubError('BadRequest', {
        why: `The xorb ${toHex(hidden.xorb)} is not here. Upload it first. Nothing was registered.`,
      })
  }

  /**
   * What is said of xorbs that the sender may not use, or that are not here, is passed over: clients describe what they,
   * or others with the same cache, sent to other repos before. A file that uses such a xorb is refused all the same.
   */
  async function describedForThem(grant: Grant<'repo:write'>, chunks: ChunkSource, shard: Shard) {
    const hidden = await visibility.hidden(grant, await describedBy(chunks, shard))
    const names = new Set(hidden.map(({ xorb }) => toHex(xorb)))
    return shard.xorbs.filter(({ hash }) => !names.has(toHex(hash)))
  }

  async function lease(hashes: Buffer[]): Promise<void> {
    await metadata.transact((tx) => checkStill(tx, hashes))
  }

  async function checkStill(tx: Writers, hashes: Buffer[]): Promise<void> {
    if ((await tx.xorbs.lease(hashes)) !== hashes.length)
      throw new HubError('BadRequest', {
        why: 'A xorb of this shard was collected or damaged. Upload it again.',
      })
  }

  /**
   * Recipes that were checked before: what they give does not change. Only those of this repo, as neither the answer
   * nor its time may tell what others have.
   */
  async function findKnown(
    grant: Grant<'repo:write'>,
    userId: number,
    recipes: CheckedRecipe[],
  ): Promise<Map<string, BlobFacts>> {
    const known = new Map<string, BlobFacts>()
    for (const { file } of recipes) {
      const row = await metadata.xetFiles.findIn(grant.repo.id, userId, file.hash)
      const blob = row && (await metadata.blobs.find(row.sha256))
      if (blob && blob.state !== 'quarantined') known.set(toHex(file.hash), blob)
    }
    return known
  }

  async function verify(
    chunks: ChunkSource,
    recipes: CheckedRecipe[],
    known: Map<string, BlobFacts>,
    progress: Progress,
  ): Promise<Map<string, BlobFacts>> {
    const total = recipes.reduce((sum, recipe) => sum + recipe.size, 0)
    const facts = new Map(known)
    let done = 0
    for (const recipe of recipes) {
      const key = toHex(recipe.file.hash)
      const bytes = counted(assemble(chunks, recipe.file.terms, 0, recipe.size), (count) => {
        done += count
        progress(done, total)
      })
      const found = facts.get(key) ?? (await blobs.examine(bytes, recipe.size))
      facts.set(key, found)
      const stated = recipe.file.sha256
      if (stated !== undefined && stated !== found.sha256)
        throw new HubError('HashMismatch', { actual: found.sha256, expected: stated })
    }
    return facts
  }

  return { register }
}

function read(body: Buffer): Shard {
  try {
    return parseShard(body)
  } catch (error) {
    return asHubError(error)
  }
}

const contentsOf = (recipes: CheckedRecipe[], facts: Map<string, BlobFacts>) =>
  recipes.map(({ file, size }) => ({ oid: (facts.get(toHex(file.hash)) as BlobFacts).sha256, size }))

function rowsOf({ file, size, uses }: CheckedRecipe, facts: Map<string, BlobFacts>): XetFileRecord {
  const { sha256, blockCrcs } = facts.get(toHex(file.hash)) as BlobFacts
  const packed = [...uses.values()].map(({ xorb, ranges }) => ({ xorb, ranges: packRanges(ranges) }))
  return { hash: file.hash, sha256, size, blockCrcs, terms: file.terms.packed, uses: packed }
}

const unique = (hashes: Buffer[]): Buffer[] => [
  ...new Map(hashes.map((hash) => [toHex(hash), hash])).values(),
]

async function* counted(source: AsyncIterable<Buffer>, on: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    on(bytes.length)
    yield bytes
  }
}

/** What is listed for deduplication when the shard is registered. */
async function chunkHashes(chunks: ChunkSource, recipes: CheckedRecipe[], stated: ShardXorb[]) {
  const listed: { chunk: Buffer; xorb: Buffer }[] = []
  for (const [xorb, i] of chunksToList(recipes, stated)) {
    const index = (await chunks.find(xorb))?.index
    if (index) listed.push({ chunk: index.hash(i), xorb })
  }
  return listed
}
