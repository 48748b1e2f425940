import { createHash } from 'node:crypto'

/** Bytes <-> values of git objects: https://git-scm.com/docs/gitformat-pack and "Git Internals - Git Objects". */
export type GitObjectType = 'blob' | 'tree' | 'commit' | 'tag'
export type FileMode = '100644' | '100755' | '120000'
export type EntryMode = FileMode | '40000' | '160000'

export interface TreeEntry {
  mode: EntryMode
  name: string
  /** SHA-1 as 40 hex digits. */
  oid: string
}

export interface Signature {
  name: string
  email: string
  at: Date
}

export interface Commit {
  tree: string
  parents: string[]
  author: Signature
  committer: Signature
  message: string
}

export const EMPTY_TREE_OID = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
export const isFolder = (entry: { mode: string }): boolean => entry.mode === '40000'

export const objectHash = (type: GitObjectType, size: number) =>
  createHash('sha1').update(`${type} ${size}\0`)
export const objectId = (type: GitObjectType, content: Uint8Array): string =>
  objectHash(type, content.length).update(content).digest('hex')

/** Where an entry stands in its tree: git compares names as bytes, folders as if they ended in "/". */
export const sortKey = (entry: { mode: string; name: string }): Buffer =>
  Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name)

export function encodeTreeEntries(entries: TreeEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => [Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.oid, 'hex')]),
  )
}

/** Entries of a tree object's bytes, or of a run of whole entries. Throws on a malformed run. */
export function parseTreeEntries(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at)
    const nul = bytes.indexOf(0, space)
    if (space < 0 || nul < 0 || nul + 21 > bytes.length) throw new Error(`git tree: cut off at byte ${at}`)
    entries.push({
      mode: bytes.toString('latin1', at, space) as EntryMode,
      name: bytes.toString('utf8', space + 1, nul),
      oid: bytes.toString('hex', nul + 1, nul + 21),
    })
    at = nul + 21
  }
  return entries
}

const cleanIdent = (text: string): string => text.replace(/[<>\n\0]/g, '').trim() || 'unknown'
const signatureLine = (signature: Signature): string =>
  `${cleanIdent(signature.name)} <${cleanIdent(signature.email)}> ${Math.floor(signature.at.getTime() / 1000)} +0000`

export function encodeCommit(commit: Commit): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signatureLine(commit.author)}`,
    `committer ${signatureLine(commit.committer)}`,
  ]
  return Buffer.from(`${lines.join('\n')}\n\n${commit.message}\n`)
}

/** Throws when a header that every commit must have is missing. Unknown headers (gpgsig ...) are passed over. */
export function parseCommit(content: Buffer): Commit {
  const text = content.toString('utf8')
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text : text.slice(0, end)
  const values = (key: string) =>
    head
      .split('\n')
      .filter((line) => line.startsWith(`${key} `))
      .map((line) => line.slice(key.length + 1))
  const [tree] = values('tree')
  const [author] = values('author')
  const [committer] = values('committer')
  if (!tree || !author || !committer) throw new Error('git commit: tree, author or committer is missing')
  return {
    tree,
    parents: values('parent'),
    author: parseSignature(author),
    committer: parseSignature(committer),
    message: end < 0 ? '' : text.slice(end + 2).replace(/\n$/, ''),
  }
}

function parseSignature(line: string): Signature {
  const match = /^(.*?) ?<([^>]*)> ?(-?\d+)?/.exec(line)
  if (!match) return { name: line, email: '', at: new Date(0) }
  const seconds = Number(match[3] ?? 0)
  const at = new Date(Math.min(Math.max(seconds, 0), 253_402_300_799) * 1000)
  return { name: match[1] ?? '', email: match[2] ?? '', at }
}

/** The object an annotated tag points at, and that object's type. */
export function parseTag(content: Buffer): { object: string; type: GitObjectType } {
  const match = /^object ([0-9a-f]{40})\ntype (blob|tree|commit|tag)\n/.exec(
    content.toString('latin1', 0, 80),
  )
  if (!match) throw new Error('git tag: object or type is missing')
  return { object: match[1] as string, type: match[2] as GitObjectType }
}

export function encodeTag(tag: { object: string; name: string; tagger: Signature; message: string }): Buffer {
  return Buffer.from(
    `object ${tag.object}\ntype commit\ntag ${tag.name}\ntagger ${signatureLine(tag.tagger)}\n\n${tag.message}\n`,
  )
}

/** First line and rest of a commit message, as the Hub API shows them. */
export function splitMessage(message: string): { title: string; body: string } {
  const [title = '', ...rest] = message.split('\n')
  return { title, body: rest.join('\n').trim() }
}
