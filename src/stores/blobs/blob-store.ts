/**
 * The contract of a blob store: immutable bytes named by their SHA-256.
 * A store knows nothing of repos, rights or PostgreSQL; services pair each blob with a row of facts.
 */
export interface BlobStore {
  /** Throws InsufficientStorage unless so many bytes leave the reserve free. */
  checkSpace(sizeBytes: number): Promise<void>
  /**
   * Writes bytes aside, hashing them, and makes them durable. Nothing is visible until `publish`.
   * Throws SizeMismatch or HashMismatch if they are not what `expected` says, InsufficientStorage when the
   * store is full, TruncatedBody when the source ends early; then nothing is left behind.
   */
  receive(source: AsyncIterable<Uint8Array>, expected: ExpectedContent): Promise<ReceivedBlob>
  /** The facts of `sizeBytes` bytes, which are not stored. Each piece must be good until the next is asked for. */
  examine(source: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<BlobFacts>
  /**
   * Bytes [start, end) in order, unverified. Throws BlobMissing. The consumer may stop early. `recycle`: a piece
   * holds its bytes only until the next one is asked for; fresh memory for each block keeps the collector busier
   * than the disk.
   */
  read(sha256: string, start: number, end: number, recycle?: boolean): AsyncIterable<Buffer>
  /** Size in bytes, or undefined when the store does not have it. */
  size(sha256: string): Promise<number | undefined>
  /**
   * Makes the blob a file at `path`, which nobody may write to: it may be the very file of the store. Unverified.
   * Throws BlobMissing.
   */
  place(sha256: string, path: string): Promise<void>
  /** Deletes the blob; no error when it is not there. */
  remove(sha256: string): Promise<void>
  /** Moves damaged bytes out of the way, kept for the operator. */
  quarantine(sha256: string): Promise<void>
  /** Every published blob, in no order. */
  list(): AsyncIterable<{ sha256: string; size: number; modifiedAt: Date }>
  /** Removes what interrupted uploads left, when older than `before`. Returns how many. */
  sweepUploads(before: Date): Promise<number>
  /** Begins or goes on with an upload in parts. Parts may come in any order and again. */
  writePart(
    upload: string,
    offset: number,
    source: AsyncIterable<Uint8Array>,
    sizeBytes: number,
  ): Promise<PartReceipt>
  /**
   * Verifies the joined parts like `receive`; parts that do not fit are forgotten. Throws BadRequest while a part
   * is still being written; parts that come before `publish` or `discard` are refused so, too.
   */
  finishParts(
    upload: string,
    expected: Required<Pick<ExpectedContent, 'sha256' | 'size'>>,
  ): Promise<ReceivedBlob>
}

export interface ExpectedContent {
  /** About how many bytes will come, when `size` is not known: space for them is looked for at the start. */
  room?: number
  /** They are read again at once, so that the page cache is to keep them. */
  readSoon?: boolean
  sha256?: string
  size?: number
}
export interface PartReceipt {
  /** MD5 of the part, as S3 answers it. */
  etag: string
}
export interface BlobFacts {
  sha256: string
  size: number
  /** CRC-32 of each block of BLOCK_BYTES, 4 bytes each, big-endian. */
  blockCrcs: Buffer
}
/** As the facts know it. `whole`: the bytes are a file of the store; else chunks give them. */
export type StoredContent = BlobFacts & { whole: boolean }
export interface ReceivedBlob extends BlobFacts {
  /** Puts the bytes in place of any older copy, durably. Call it once, while the blob's row is locked. */
  publish(): Promise<void>
  /** Forgets the bytes. */
  discard(): Promise<void>
}

/** The store does not have bytes that the facts say it has. */
export class BlobMissing extends Error {
  override name = 'BlobMissing'
  constructor(readonly sha256: string) {
    super(`blob ${sha256} is not in the store`)
  }
}
