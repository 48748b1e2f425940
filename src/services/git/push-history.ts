import { isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type ByteReader, itemsOf } from '../../codecs/byte-reader.js'
import { parseCommit, splitMessage } from '../../codecs/git-object.js'
import { pathFault } from '../../core/paths.js'
import type { NewCommit, PathChange } from '../../stores/metadata/commits.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import { refused } from './push-check.js'
import { PushRefused } from './push-refusal.js'
import type { Quarantine } from './quarantine.js'

const MOST_CHANGE_BYTES = 512 * 1024 ** 2
const BYTES_A_STATEMENT = 4 * 1024 * 1024
const COMMITS_A_STATEMENT = 500
const CHANGES_A_STATEMENT = 5000
const DIFF = ['diff-tree', '--stdin', '-r', '--root', '--no-renames', '--no-abbrev', '--raw', '-z']
const NUL = 0
const NEWLINE = 0x0a

/** The new commits of a push and what each changed, on disk until the transaction that stores them. */
export class PushHistory {
  private readonly commitsFile: string
  private readonly changesFile: string

  constructor(private readonly quarantine: Quarantine) {
    this.commitsFile = join(quarantine.folder, 'pushed-commits')
    this.changesFile = join(quarantine.folder, 'pushed-changes')
  }

  /** Lists commits and changes. Throws PushRefused for a path that cannot be stored. */
  async collect(tips: string[]): Promise<void> {
    await pipeline(lines(this.quarantine.commits(tips)), createWriteStream(this.commitsFile))
    // the first parent alone: what a merge brings to its branch
    const pairs = this.listed(([oid, parent]) => (parent === undefined ? `${oid}\n` : `${oid} ${parent}\n`))
    await pipeline(bounded(this.quarantine.through(DIFF, pairs)), createWriteStream(this.changesFile))
    for await (const { path } of this.changes()) {
      const fault = pathFault(path)
      if (fault !== undefined) throw refused(path, fault)
    }
  }

  /** Stores the commits, parents first, and their changes. */
  async store(tx: Writers, repoId: number): Promise<void> {
    const seqs = new Map<string, number>()
    for await (const batch of inBatches(
      this.commits(),
      COMMITS_A_STATEMENT,
      (commit) => commit.content.length,
    )) {
      for (const [oid, seq] of await tx.commits.addMany(repoId, batch)) seqs.set(oid, seq)
    }
    for await (const batch of inBatches(
      this.changes(),
      CHANGES_A_STATEMENT,
      (change) => change.path.length,
    )) {
      const rows = batch.flatMap(({ commit, ...change }) => {
        const seq = seqs.get(commit)
        return seq === undefined ? [] : [{ ...change, seq }]
      })
      await tx.commits.addChangesOf(repoId, rows)
    }
  }

  /** Git blobs that the commits refer to anew, a part at a time. */
  async *contents(): AsyncGenerator<string[]> {
    for await (const some of inBatches(this.changes(), CHANGES_A_STATEMENT, () => 1))
      yield [...new Set(some.flatMap(({ newOid }) => (newOid === null ? [] : [newOid])))]
  }

  private commits(): AsyncGenerator<NewCommit> {
    const ids = this.listed(([oid]) => `${oid}\n`)
    return itemsOf(this.quarantine.through(['cat-file', '--batch', '--buffer'], ids), async (reader) => {
      const [oid = '', , size] = (await reader.until(NEWLINE))?.toString('latin1').split(' ') ?? []
      const content = size === undefined ? undefined : await reader.take(Number(size) + 1)
      return content && newCommit(oid, content.subarray(0, -1))
    })
  }

  /** The listed commits (their id, then their parents) as lines for git. */
  private listed(line: (ids: string[]) => string): AsyncGenerator<Buffer> {
    return itemsOf(fileBytes(this.commitsFile), async (reader) => {
      const ids = await reader.until(NEWLINE)
      return ids && Buffer.from(line(ids.toString('latin1').split(' ')))
    })
  }

  private changes(): AsyncGenerator<PathChange & { commit: string }> {
    let commit = ''
    return itemsOf(fileBytes(this.changesFile), async (reader) => {
      for (let word = await reader.until(NUL); word; word = await reader.until(NUL)) {
        const text = word.toString('latin1')
        if (!text.startsWith(':')) commit = text.trim()
        else {
          const change = await readChange(text, reader)
          if (change.oldOid !== change.newOid) return { commit, ...change }
        }
      }
      return undefined
    })
  }
}

/** `:mode mode oid oid letter`, then the path. */
async function readChange(head: string, reader: ByteReader): Promise<PathChange> {
  const [, , oldOid = '', newOid = ''] = head.split(' ')
  const path = (await reader.until(NUL)) ?? Buffer.alloc(0)
  if (!isUtf8(path)) throw refused(path.toString('utf8'), 'its name is not valid UTF-8')
  return { path: path.toString('utf8'), oldOid: orNull(oldOid), newOid: orNull(newOid) }
}

const orNull = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid)

/** A tree that holds one subtree under thousands of names has more paths than any disk has room for. */
async function* bounded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > MOST_CHANGE_BYTES) {
      const advice = 'The files that this push changes make a list of over 512 MiB. Push it in several parts.'
      throw new PushRefused('too many files in one push', [advice])
    }
    yield chunk
  }
}

async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path)
}

async function* lines(rows: AsyncIterable<string[]>): AsyncGenerator<string> {
  for await (const row of rows) yield `${row.join(' ')}\n`
}

/** Groups of at most `most` items, and of about BYTES_A_STATEMENT. */
async function* inBatches<T>(
  items: AsyncIterable<T>,
  most: number,
  weigh: (item: T) => number,
): AsyncGenerator<T[]> {
  let batch: T[] = []
  let bytes = 0
  for await (const item of items) {
    batch.push(item)
    bytes += weigh(item)
    if (batch.length < most && bytes < BYTES_A_STATEMENT) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

function newCommit(oid: string, content: Buffer): NewCommit {
  const commit = parseCommit(content)
  // PostgreSQL's text has no NUL; the content keeps it
  const text = (value: string) => value.replaceAll('\0', '\uFFFD')
  const { title, body } = splitMessage(text(commit.message))
  return {
    oid,
    tree: commit.tree,
    parents: commit.parents,
    title,
    message: body,
    authorName: text(commit.author.name),
    committedAt: commit.committer.at,
    content,
    requestHash: null,
  }
}
