import { keyedHasher } from './blake3.js'
import { dividesBy, ZERO_HASH } from './hash.js'

/** Hashes over lists of chunks. docs/protocols/xet.md, sections 4.2 and 4.3. */
export interface Leaf {
  hash: Buffer
  /** Bytes of the chunk, or of all chunks below a node. */
  length: number
}

/** A node has two or three members at least (fewer only at the end of a level) and nine at most. */
const MIN_CUT = 3
const MAX_MEMBERS = 9
const BRANCHING = 4

const hashNode = keyedHasher(
  Buffer.from('017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f', 'hex'),
)
const hashFile = keyedHasher(ZERO_HASH)

const DIGITS = Buffer.from('0123456789abcdef')
const WORD_BYTES = 8
/** 64 digits, " : ", a length, and the end of the line. */
const MAX_LINE_BYTES = 64 + 3 + 16 + 1
/** Where a group's text is put together; a file of 1 TB has some four million groups. */
const text = Buffer.alloc(MAX_MEMBERS * MAX_LINE_BYTES)

/** Writes the hash in xet hex and returns where it ends. */
function writeHex(hash: Buffer, start: number): number {
  let at = start
  for (let word = 0; word < hash.length; word += WORD_BYTES) {
    for (let i = word + WORD_BYTES - 1; i >= word; i--) {
      const byte = hash[i] as number
      text[at++] = DIGITS[byte >> 4] as number
      text[at++] = DIGITS[byte & 15] as number
    }
  }
  return at
}

/** Hashes a line for each member: its hash, its length. */
function parentOf(members: Leaf[]): Leaf {
  let at = 0
  let length = 0
  for (const member of members) {
    at = writeHex(member.hash, at)
    at += text.write(` : ${member.length}\n`, at, 'latin1')
    length += member.length
  }
  return { hash: hashNode(text.subarray(0, at)), length }
}

/** One level of the tree, and the group at its end that is still open. */
interface Level {
  group: Leaf[]
  /** Whether an earlier group was closed: then this level has more than one node. */
  hasParents: boolean
}

const isClosed = (group: Leaf[]): boolean => {
  const last = group.at(-1)
  if (!last || group.length < MIN_CUT) return false
  return group.length === MAX_MEMBERS || dividesBy(last.hash, BRANCHING)
}

/** The hash of a xorb over its chunks, added in order. Holds at most eight nodes a level. */
export class MerkleHash {
  private readonly levels: Level[] = []

  add(hash: Buffer, length: number): void {
    this.push(0, { hash, length })
  }

  /** The root; a single leaf is its own root, no leaf at all gives zeros. Call once. */
  finish(): Buffer {
    // levels grow while groups are closed, so the length is read anew each time
    for (let i = 0; i < this.levels.length; i++) {
      const level = this.level(i)
      const [only] = level.group
      if (!level.hasParents && level.group.length === 1 && only) return only.hash
      if (only) this.close(i, level)
    }
    return ZERO_HASH
  }

  private push(at: number, node: Leaf): void {
    const level = this.level(at)
    level.group.push(node)
    if (isClosed(level.group)) this.close(at, level)
  }

  private close(at: number, level: Level): void {
    const parent = parentOf(level.group)
    level.group = []
    level.hasParents = true
    this.push(at + 1, parent)
  }

  private level(at: number): Level {
    this.levels[at] ??= { group: [], hasParents: false }
    return this.levels[at]
  }
}

/** The hash of a file over its chunks in order, repeated ones included. */
export class FileHash {
  private readonly tree = new MerkleHash()
  private isEmpty = true

  add(hash: Buffer, length: number): void {
    this.isEmpty = false
    this.tree.add(hash, length)
  }

  /** Zeros for the empty file. Call once. */
  finish(): Buffer {
    return this.isEmpty ? ZERO_HASH : hashFile(this.tree.finish())
  }
}

function hashAll(into: MerkleHash | FileHash, leaves: Iterable<Leaf>): Buffer {
  for (const leaf of leaves) into.add(leaf.hash, leaf.length)
  return into.finish()
}

export const xorbHash = (leaves: Iterable<Leaf>): Buffer => hashAll(new MerkleHash(), leaves)
export const fileHash = (leaves: Iterable<Leaf>): Buffer => hashAll(new FileHash(), leaves)
