import { randomUUID } from 'node:crypto'
import { HubError, isHubError } from '../core/errors.js'
import type { MultipartUpload } from '../stores/metadata/blob-index.js'
import type { Access, Grant } from './access.js'
import type { BlobVault } from './blob-vault.js'
import type { Stores } from './context.js'
import type { Quotas } from './quotas/quotas.js'

export interface LfsObject {
  /** SHA-256 as 64 hex digits. */
  oid: string
  size: number
}
/** What a client must do to get an object into the hub. */
export type UploadPlan =
  | { kind: 'stored' }
  | { kind: 'basic' }
  | { kind: 'multipart'; uploadId: string; partBytes: number; partCount: number }

/** Each part has an address in the answer. */
const MOST_PARTS = 10_000
/** Of all objects of one answer, which is made in one go. */
const MOST_PARTS_AT_ONCE = 10 * MOST_PARTS

type InParts = LfsObject & { partBytes: number }

type Needs = Pick<Stores, 'metadata' | 'blobs' | 'limits'> & {
  vault: BlobVault
  access: Access
  quotas: Pick<Quotas, 'checkObjects'>
}

/** LFS objects on their way in. Sent bytes are pending: only their sender can commit them, to that repo. */
export function createUploads({ metadata, blobs, limits, vault, access, quotas }: Needs) {
  /** `parts`: the client can send parts, of so many bytes if it says so. Throws PayloadTooLarge or QuotaExceeded. */
  async function plan(
    grant: Grant<'repo:write'>,
    objects: LfsObject[],
    parts: { bytes: number | undefined } | undefined,
  ): Promise<UploadPlan[]> {
    const { userId } = access.requireUser(grant.principal)
    for (const { oid, size } of objects)
      if (size > limits.uploadBytes) throw objectTooLarge(oid, `${limits.uploadBytes} bytes`)
    await quotas.checkObjects(grant, objects)
    const stored = await metadata.blobs.linkable(
      grant.repo.id,
      userId,
      objects.map((object) => object.oid),
    )
    const sized = objects.map((object) => ({
      ...object,
      partBytes: partBytesFor(object, limits, parts?.bytes),
    }))
    const inParts = parts !== undefined && sized.some(({ size, partBytes }) => size > partBytes)
    const isStored = ({ oid, size }: LfsObject) => stored.get(oid) === size
    // before any of them is begun
    if (inParts) sized.filter((object) => !isStored(object)).reduce(addParts, 0)
    const plans: UploadPlan[] = []
    let count = 0
    for (const object of sized) {
      if (isStored(object)) plans.push({ kind: 'stored' })
      else if (!inParts) plans.push({ kind: 'basic' })
      else {
        const { plan: made, upload } = await beginParts(grant.repo.id, userId, object)
        // those that were begun before go on in the parts of then
        count = addParts(count, { ...upload, oid: object.oid })
        plans.push(made)
      }
    }
    return plans
  }

  async function beginParts(repoId: number, userId: number, object: InParts) {
    const { oid: sha256, size, partBytes } = object
    const wanted = { id: randomUUID(), repoId, userId, sha256, size, partBytes }
    const upload = await metadata.transact((tx) => tx.blobs.beginMultipart(wanted))
    const { id: uploadId, partBytes: keptBytes } = upload
    const made = { kind: 'multipart', uploadId, partBytes: keptBytes, partCount: partCount(upload) } as const
    return { plan: made, upload }
  }

  /** Stores a whole object. Throws SizeMismatch, HashMismatch, TruncatedBody or InsufficientStorage. */
  async function send(
    grant: Grant<'repo:write'>,
    object: LfsObject,
    body: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const { userId } = access.requireUser(grant.principal)
    await quotas.checkObjects(grant, [object])
    const received = await blobs.receive(body, { sha256: object.oid, size: object.size })
    await vault.publish(received, (tx) => tx.blobs.addPending(grant.repo.id, userId, object.oid))
  }

  /** Throws BadSignature when the upload has ended or was never begun. */
  async function findParts(id: string): Promise<MultipartUpload> {
    const upload = await metadata.blobs.findMultipart(id)
    if (!upload) throw new HubError('BadSignature')
    return upload
  }

  /** Stores part `number` (from 1), any time, in any order. Returns its ETag. */
  async function sendPart(
    upload: MultipartUpload,
    number: number,
    body: AsyncIterable<Uint8Array>,
  ): Promise<string> {
    if (number < 1 || number > partCount(upload))
      throw new HubError('BadRequest', { why: `There is no part ${number}.` })
    const offset = (number - 1) * upload.partBytes
    const receipt = await blobs.writePart(
      upload.id,
      offset,
      body,
      Math.min(upload.partBytes, upload.size - offset),
    )
    return receipt.etag
  }

  /** Joins the parts. A hash that does not fit leaves nothing, and the client begins anew. */
  async function finishParts(grant: Grant<'repo:write'>, upload: MultipartUpload): Promise<void> {
    const received = await blobs.finishParts(upload.id, { sha256: upload.sha256, size: upload.size })
    try {
      await vault.publish({ ...received, discard: async () => {} }, async (tx) => {
        await tx.blobs.addPending(grant.repo.id, upload.userId, upload.sha256)
        await tx.blobs.endMultipart(upload.id)
      })
    } catch (error) {
      // hours of upload must not be lost to a database that restarts
      if (!isHubError(error, 'Busy')) await received.discard()
      throw error
    }
  }

  /** Throws UnknownBlob or SizeMismatch unless the object is there for this user and repo. */
  async function verify(grant: Grant<'repo:write'>, object: LfsObject): Promise<void> {
    const { userId } = access.requireUser(grant.principal)
    const size = (await metadata.blobs.linkable(grant.repo.id, userId, [object.oid])).get(object.oid)
    if (size === undefined) throw new HubError('UnknownBlob', { oid: object.oid, path: 'this upload' })
    if (size !== object.size) throw new HubError('SizeMismatch', { actual: size, expected: object.size })
  }

  return { plan, send, findParts, sendPart, finishParts, verify }
}

const partCount = (upload: { size: number; partBytes: number }): number =>
  Math.max(1, Math.ceil(upload.size / upload.partBytes))

const objectTooLarge = (oid: string, limit: string): HubError =>
  new HubError('PayloadTooLarge', { what: `The object ${oid}`, limit })

/** The sum of parts with those of one more object. Throws PayloadTooLarge when there are too many to answer. */
function addParts(sum: number, object: InParts): number {
  const count = partCount(object)
  if (count > MOST_PARTS) throw objectTooLarge(object.oid, `${MOST_PARTS} parts`)
  if (sum + count > MOST_PARTS_AT_ONCE)
    throw new HubError('PayloadTooLarge', {
      what: 'What this batch asks for',
      limit: `${MOST_PARTS_AT_ONCE} parts; ask for fewer objects at once, or for larger parts`,
    })
  return sum + count
}

function partBytesFor({ size }: LfsObject, limits: Stores['limits'], asked = limits.lfsPartBytes): number {
  return Math.min(limits.lfsPartBytes, Math.max(asked, Math.ceil(size / MOST_PARTS)))
}
