import { isReserved, toHex } from '../../codecs/xet/hash.js'
import { MalformedXet } from '../../codecs/xet/malformed.js'
import { xorbHash } from '../../codecs/xet/merkle.js'
import { readXorb, XorbIndexBuilder } from '../../codecs/xet/xorb.js'
import { HubError, isHubError } from '../../core/errors.js'
import type { Access, Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import type { Quotas } from '../quotas/quotas.js'
import type { Xorb } from './chunk-source.js'
import { eligibleChunks } from './pack-content.js'

type Needs = Pick<Stores, 'metadata' | 'blobs' | 'chunks'> & {
  vault: BlobVault
  access: Access
  quotas: Pick<Quotas, 'checkRoom'>
}

/** Packs of chunks on their way in. */
export function createXorbs({ metadata, blobs, chunks, vault, access, quotas }: Needs) {
  /**
   * Stores a xorb whose every chunk and whose name were checked; a good copy that is here is kept. Returns false when
   * the sender has sent it to this repo before: whether others have it is not for them to know. Throws BadRequest or
   * InsufficientStorage.
   */
  async function receive(
    grant: Grant<'repo:write'>,
    hash: Buffer,
    body: AsyncIterable<Uint8Array>,
    room: number,
  ): Promise<boolean> {
    const { userId } = access.requireUser(grant.principal)
    if (isReserved(hash)) throw new HubError('BadRequest', { why: 'This hash cannot name a xorb.' })
    await quotas.checkRoom(grant, { bytes: Math.max(1, room), files: 0 })
    const builder = new XorbIndexBuilder()
    const received = await blobs.receive(framesOf(body, builder), { room, readSoon: true }).catch(asHubError)
    const index = builder.finish()
    const actual = xorbHash(index.leaves())
    const known = actual.equals(hash) ? await findWhole(hash) : undefined
    if (known || !actual.equals(hash)) await received.discard()
    if (!actual.equals(hash)) throw wrongHash(hash, actual)
    if (known) {
      return metadata.transact(async (tx) => {
        // collected or damaged since the look-up: the client sends it again
        if ((await tx.xorbs.lease([hash])) === 0) throw new HubError('Busy')
        return tx.xorbs.addSent(grant.repo.id, userId, hash)
      })
    }
    let isNew = false
    await vault.publish(received, async (tx) => {
      const isStored = await tx.xorbs.record({ hash, sha256: received.sha256, index })
      isNew = (await tx.xorbs.addSent(grant.repo.id, userId, hash)) || isStored
      await tx.xorbs.listChunks(eligibleChunks(hash, index))
    })
    return isNew
  }

  /**
   * A xorb whose stored bytes are good. They are read before a second copy is thrown away: a client that is told
   * "I have it" relies on that.
   */
  async function findWhole(hash: Buffer): Promise<Xorb | undefined> {
    const xorb = await chunks.find(hash)
    if (!xorb) return undefined
    try {
      for await (const _ of chunks.readBytes(xorb, 0, xorb.size));
      return xorb
    } catch (error) {
      if (isHubError(error, 'BlobDamaged')) return undefined
      throw error
    }
  }

  return { receive }
}

/** The chunks of a body as they are stored; `builder` hears of each. A footer is left out. */
async function* framesOf(body: AsyncIterable<Uint8Array>, builder: XorbIndexBuilder): AsyncGenerator<Buffer> {
  for await (const chunk of readXorb(body)) {
    builder.add(chunk.hash, chunk.length, chunk.frame.length)
    yield chunk.frame
  }
}

const wrongHash = (expected: Buffer, actual: Buffer): HubError =>
  new HubError('BadRequest', {
    why: `The chunks sent give the xorb hash ${toHex(actual)}, not ${toHex(expected)}. Nothing was stored.`,
  })

/** What is wrong with the bytes is the sender's to know. */
export function asHubError(error: unknown): never {
  if (error instanceof MalformedXet) throw new HubError('BadRequest', { why: error.message })
  throw error
}
