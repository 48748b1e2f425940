import type { BlobFacts, ReceivedBlob, StoredContent } from '../stores/blobs/blob-store.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { Stores } from './context.js'

/** Keeps bytes and the facts about them together. The only place that publishes a blob. */
export function createBlobVault({ metadata, blobs, clock }: Pick<Stores, 'metadata' | 'blobs' | 'clock'>) {
  /**
   * Makes received bytes part of the hub: row locked, file in place, then commit. Garbage collection locks the
   * same row before it deletes the file, so the two cannot cross. `also` joins the transaction.
   */
  async function publish(received: ReceivedBlob, also?: (tx: Writers) => Promise<void>): Promise<BlobFacts> {
    try {
      await metadata.transact(async (tx) => {
        await tx.blobs.record(received)
        await also?.(tx)
        await received.publish()
      })
    } catch (error) {
      await received.discard()
      throw error
    }
    return { sha256: received.sha256, size: received.size, blockCrcs: received.blockCrcs }
  }

  /** Stores bytes that are already in memory. */
  async function storeBytes(bytes: Buffer): Promise<BlobFacts> {
    return publish(await blobs.receive(once(bytes), { size: bytes.length }))
  }

  /** Takes damaged or missing bytes out of use; the next upload of the same bytes heals them. */
  async function setAside(blob: StoredContent): Promise<void> {
    await metadata.transact(async (tx) => {
      await tx.blobs.quarantine(blob)
      await tx.events.add({
        type: 'blob.quarantined',
        at: clock.now(),
        repoId: null,
        actorId: null,
        payload: { size: blob.size },
      })
    })
    await blobs.quarantine(blob.sha256)
  }

  return { publish, storeBytes, setAside }
}
export type BlobVault = ReturnType<typeof createBlobVault>

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}
