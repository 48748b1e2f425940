import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { createDeflate, deflate } from 'node:zlib'
import type { GitObjectType } from '../../codecs/git-object.js'
import { encodePackHeader, encodePackObjectHeader } from '../../codecs/pack-stream.js'
import { feed, type GitRunner } from './git-runner.js'

export interface FedObject {
  type: GitObjectType
  oid: string
  size: number
}

const PACK_BYTES = 8 * 1024 * 1024
/** Larger objects are not gathered in memory; each is a pack of its own. */
const LARGE_BYTES = 4 * 1024 * 1024
/** Fewer objects become files of their own: a pack for each would be looked through at every look-up. */
const FEWEST_PACKED = 100
const FAST = { level: 1 }
const compress = promisify(deflate)

/**
 * Puts commits, trees and tags into a bare repository. They go to git as a plain stream of whole objects, which git
 * indexes; as files of their own, those of a long history would take ten times as long to write and to read.
 */
export class ObjectFeed {
  private parts: Buffer[] = []
  private bytes = 0
  private count = 0
  private turn: Promise<void> = Promise.resolve()

  constructor(
    private readonly git: GitRunner,
    private readonly repository: string,
  ) {}

  /** Throws when the content is not what its name says. */
  async add(object: FedObject, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    const checked = hashed(object, content)
    if (object.size > LARGE_BYTES) return this.sendLarge(object, checked)
    const whole: Buffer[] = []
    for await (const chunk of checked) whole.push(chunk)
    const packed = await compress(Buffer.concat(whole), FAST)
    this.parts.push(encodePackObjectHeader(object.type, object.size), packed)
    this.bytes += packed.length
    this.count++
    if (this.bytes >= PACK_BYTES) await this.flush()
  }

  /** Everything that was added is in the repository once this resolves. */
  async finish(): Promise<void> {
    if (this.count > 0) await this.flush()
    await this.turn
  }

  private flush(): Promise<void> {
    const { parts, count } = this
    this.parts = []
    this.bytes = 0
    this.count = 0
    return this.send(count, parts)
  }

  private sendLarge(object: FedObject, content: AsyncIterable<Buffer>): Promise<void> {
    async function* parts() {
      yield encodePackObjectHeader(object.type, object.size)
      const packing = createDeflate(FAST)
      const fed = (async () => {
        for await (const chunk of content) {
          if (!packing.write(chunk)) await new Promise((resolve) => packing.once('drain', resolve))
        }
        packing.end()
      })()
      fed.catch((error) => packing.destroy(error))
      yield* packing
      await fed
    }
    return this.send(1, parts())
  }

  /** One pack after the other. */
  private send(count: number, parts: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    this.turn = this.turn.then(async () => {
      const args = count < FEWEST_PACKED ? ['unpack-objects', '-q'] : ['index-pack', '--stdin']
      const child = this.git.start(args, { repository: this.repository })
      child.stdout.resume()
      try {
        await feed(child, asPack(count, parts))
        await child.done
      } finally {
        child.kill()
      }
    })
    return this.turn
  }
}

async function* asPack(
  count: number,
  parts: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha1')
  const header = encodePackHeader(count)
  hash.update(header)
  yield header
  for await (const part of parts) {
    hash.update(part)
    yield part
  }
  yield hash.digest()
}

async function* hashed(
  { type, oid, size }: FedObject,
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha1').update(`${type} ${size}\0`)
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
  const found = hash.digest('hex')
  if (found !== oid) throw new Error(`the stored ${type} ${oid} has the content of ${found}`)
}
