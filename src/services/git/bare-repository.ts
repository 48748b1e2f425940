import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createDeflate, deflateSync } from 'node:zlib'
import type { GitObjectType } from '../../codecs/git-object.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import type { Ref } from '../../stores/metadata/refs.js'

/** The files of a bare repository: https://git-scm.com/docs/gitrepository-layout */
const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n'
const PACKED_REFS = '# pack-refs with: peeled fully-peeled sorted \n'
/** Objects up to this size are written in one go, larger ones streamed. */
const SMALL_BYTES = 256 * 1024
const FAST = { level: 1 }

/** Makes an empty bare repository, which also reads the objects of `alternate`. */
export async function initBare(folder: string, alternate?: string): Promise<void> {
  await mkdir(join(folder, 'objects', 'info'), { recursive: true, mode: 0o700 })
  await mkdir(join(folder, 'objects', 'pack'))
  await mkdir(join(folder, 'refs'))
  await writeFile(join(folder, 'config'), CONFIG)
  await writeFile(join(folder, 'HEAD'), `ref: refs/heads/${DEFAULT_BRANCH}\n`)
  if (alternate)
    await writeFile(join(folder, 'objects', 'info', 'alternates'), `${join(alternate, 'objects')}\n`)
}

/** The text of packed-refs. `refs` are in the order of their names. */
export const encodePackedRefs = (refs: Ref[]): string =>
  PACKED_REFS +
  refs
    .map((ref) => `${ref.target} ${ref.name}\n${ref.target === ref.commit ? '' : `^${ref.commit}\n`}`)
    .join('')

/** Replaces all refs at once; whoever reads sees the old ones or the new ones. */
export async function writePackedRefs(folder: string, text: string): Promise<void> {
  const temporary = join(folder, `packed-refs-${randomBytes(6).toString('hex')}`)
  await writeFile(temporary, text)
  await rename(temporary, join(folder, 'packed-refs'))
}

const loosePath = (folder: string, oid: string): string =>
  join(folder, 'objects', oid.slice(0, 2), oid.slice(2))

export const hasLoose = (folder: string, oid: string): Promise<boolean> =>
  access(loosePath(folder, oid)).then(
    () => true,
    () => false,
  )

/** Writes an object as a file of its own. Throws when the content is not what its name says. */
export async function writeLoose(
  folder: string,
  object: { type: GitObjectType; oid: string; size: number },
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const hash = createHash('sha1')
  async function* hashed() {
    const header = Buffer.from(`${object.type} ${object.size}\0`)
    hash.update(header)
    yield header
    for await (const chunk of content) {
      hash.update(chunk)
      yield chunk
    }
  }
  const path = loosePath(folder, object.oid)
  const temporary = `${path}-${randomBytes(6).toString('hex')}`
  await mkdir(dirname(path), { recursive: true })
  if (object.size <= SMALL_BYTES) await writeFile(temporary, deflateSync(await gather(hashed()), FAST))
  else await pipeline(hashed(), createDeflate(FAST), createWriteStream(temporary))
  const oid = hash.digest('hex')
  if (oid !== object.oid) throw new Error(`the stored ${object.type} ${object.oid} has the content of ${oid}`)
  await rename(temporary, path)
}

async function gather(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}
