import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import type { Ref } from '../../stores/metadata/refs.js'

/** The files of a bare repository: https://git-scm.com/docs/gitrepository-layout */
const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n'
const PACKED_REFS = '# pack-refs with: peeled fully-peeled sorted \n'

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
