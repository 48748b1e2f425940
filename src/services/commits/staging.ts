import { createHash, type Hash } from 'node:crypto'
import { CARD_PATH, MAX_CARD_BYTES, parseCard } from '../../codecs/card.js'
import { objectId } from '../../codecs/git-object.js'
import { encodePointer, type LfsPointer, parsePointer } from '../../codecs/lfs-pointer.js'
import { HubError } from '../../core/errors.js'
import { lookupPath, storedPath } from '../../core/paths.js'
import type { NewGitBlob } from '../../stores/metadata/git-objects.js'
import type { Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import type { TreeEdit } from '../trees/tree-edits.js'

/** One line of a commit, decoded. */
export type CommitOperation =
  | { kind: 'file'; path: string; content: Buffer }
  | { kind: 'lfsFile'; path: string; sha256: string; size: number | undefined }
  | { kind: 'deletedFile'; path: string }
  | { kind: 'deletedFolder'; path: string }

/** What a commit will do, with all content stored; only ids are kept in memory. */
export interface StagedCommit {
  edits: TreeEdit[]
  /** Paths that point at LFS objects. */
  lfs: { path: string; pointer: LfsPointer }[]
  /** Text of a new README.md or .gitattributes at the root. */
  card: string | undefined
  gitattributes: string | undefined
  /** SHA-256 over every operation in order: the same request again has the same. */
  digest: string
}

/** Content up to this size lives in its row; bigger content in the blob store. */
export const INLINE_BYTES = 64 * 1024
const FLUSH_BYTES = 4 * 1024 * 1024
const FLUSH_BLOBS = 1000
const LFS_A_QUERY = 1000

type Needs = Pick<Stores, 'metadata' | 'limits' | 'checkRowSpace'> & { vault: BlobVault }

/**
 * Stores the content of operations as they arrive, so that memory does not grow with the commit. Nothing is
 * visible until a commit refers to it; what no commit does, garbage collection takes.
 */
export class CommitStaging {
  private readonly edits: TreeEdit[] = []
  private readonly written = new Map<string, string>()
  private readonly lfsAsked: { path: string; sha256: string; size: number | undefined }[] = []
  private waiting: NewGitBlob[] = []
  private waitingBytes = 0
  private card: string | undefined
  private gitattributes: string | undefined
  private readonly digest: Hash = createHash('sha256')

  constructor(
    private readonly needs: Needs,
    private readonly grant: Grant<'repo:write'>,
  ) {}

  async add(operation: CommitOperation): Promise<void> {
    if (this.edits.length + this.lfsAsked.length >= this.needs.limits.commitOperations) {
      throw new HubError('PayloadTooLarge', {
        what: 'The number of files in this commit',
        limit: this.needs.limits.commitOperations,
      })
    }
    switch (operation.kind) {
      case 'file':
        return this.addFile(this.claim(operation.path), operation.content)
      case 'lfsFile':
        return this.addLfsFile({ ...operation, path: this.claim(operation.path) })
      case 'deletedFile':
      case 'deletedFolder': {
        const path = lookupPath(operation.path)
        this.edits.push({ kind: operation.kind === 'deletedFile' ? 'delete-file' : 'delete-folder', path })
        this.note(operation.kind, path)
      }
    }
  }

  /** Checks LFS objects and stores what is left. Throws UnknownBlob, SizeMismatch or InvalidCard. */
  async finish(): Promise<StagedCommit> {
    const lfs = await this.resolveLfs()
    await this.flush()
    const { edits, card, gitattributes } = this
    return { edits, lfs, card, gitattributes, digest: this.digest.digest('hex') }
  }

  /** The stored form of a path to write. Two different spellings of one path are an error, not a surprise. */
  private claim(path: string): string {
    const stored = storedPath(path)
    const other = this.written.get(stored)
    if (other !== undefined && other !== path)
      throw new HubError('PathClash', { path: shown(path), other: shown(other) })
    this.written.set(stored, path)
    return stored
  }

  private note(...parts: string[]): void {
    this.digest.update(`${parts.join('\0')}\n`)
  }

  private async addFile(path: string, content: Buffer): Promise<void> {
    if (content.length > this.needs.limits.regularFileBytes) {
      const what = `${path} (${content.length} bytes; send it by LFS)`
      throw new HubError('PayloadTooLarge', {
        what,
        limit: `${this.needs.limits.regularFileBytes} bytes for a regular file`,
      })
    }
    const pointer = parsePointer(content)
    // a pointer file sent as text must not give away an object its sender does not have
    if (pointer) return this.addLfsFile({ path, ...pointer })
    if (path === CARD_PATH) this.card = checkedCard(content)
    if (path === '.gitattributes') this.gitattributes = content.toString('utf8')
    const oid = objectId('blob', content)
    await this.stage({ oid, size: content.length, ...(await this.place(content)), lfs: null })
    this.edits.push({ kind: 'put', path, mode: '100644', oid })
    this.note('file', path, oid)
  }

  private async place(content: Buffer): Promise<{ content: Buffer | null; sha256: string | null }> {
    if (content.length <= INLINE_BYTES) return { content, sha256: null }
    return { content: null, sha256: (await this.needs.vault.storeBytes(content)).sha256 }
  }

  private addLfsFile(file: { path: string; sha256: string; size: number | undefined }): void {
    this.lfsAsked.push(file)
    // the place in the order of edits is taken now; the size, and so the pointer, is known after the query
    this.edits.push({ kind: 'put', path: file.path, mode: '100644', oid: `lfs:${this.lfsAsked.length - 1}` })
    this.note('lfsFile', file.path, file.sha256)
  }

  private async resolveLfs(): Promise<StagedCommit['lfs']> {
    const { grant, lfsAsked } = this
    const userId = grant.principal.kind === 'user' ? grant.principal.userId : 0
    const oids: string[] = []
    const lfs: StagedCommit['lfs'] = []
    for (let at = 0; at < lfsAsked.length; at += LFS_A_QUERY) {
      const some = lfsAsked.slice(at, at + LFS_A_QUERY)
      const sizes = await this.needs.metadata.blobs.linkable(
        grant.repo.id,
        userId,
        some.map((file) => file.sha256),
      )
      for (const file of some) {
        const pointer = { sha256: file.sha256, size: checkedSize(file, sizes.get(file.sha256)) }
        const content = encodePointer(pointer)
        const oid = objectId('blob', content)
        oids.push(oid)
        lfs.push({ path: file.path, pointer })
        await this.stage({ oid, size: content.length, content, sha256: null, lfs: pointer })
      }
    }
    for (const edit of this.edits) {
      if (edit.kind === 'put' && edit.oid.startsWith('lfs:'))
        edit.oid = oids[Number(edit.oid.slice(4))] as string
    }
    return lfs
  }

  private async stage(blob: NewGitBlob): Promise<void> {
    this.waiting.push(blob)
    this.waitingBytes += blob.content?.length ?? 0
    if (this.waitingBytes >= FLUSH_BYTES || this.waiting.length >= FLUSH_BLOBS) await this.flush()
  }

  private async flush(): Promise<void> {
    const blobs = this.waiting
    if (blobs.length > 0) await this.needs.checkRowSpace(this.waitingBytes)
    this.waiting = []
    this.waitingBytes = 0
    await this.needs.metadata.transact((tx) => tx.objects.addBlobs(this.grant.repo.id, blobs))
  }
}

function checkedSize(
  file: { path: string; sha256: string; size: number | undefined },
  stored: number | undefined,
): number {
  if (stored === undefined) throw new HubError('UnknownBlob', { oid: file.sha256, path: file.path })
  if (file.size !== undefined && file.size !== stored)
    throw new HubError('SizeMismatch', { actual: stored, expected: file.size })
  return stored
}

function checkedCard(content: Buffer): string {
  if (content.length > MAX_CARD_BYTES)
    throw new HubError('PayloadTooLarge', { what: 'README.md', limit: `${MAX_CARD_BYTES} bytes` })
  const text = content.toString('utf8')
  const { errors } = parseCard(text)
  if (errors.length > 0) {
    throw new HubError(
      'InvalidCard',
      { why: errors.join('; ') },
      { errors: errors.map((message) => ({ message })) },
    )
  }
  return text
}

/** Shows which spelling is which: a decomposed name looks the same as a composed one. */
const shown = (path: string): string =>
  `${path} (${path === path.normalize('NFC') ? 'composed' : 'decomposed'})`
