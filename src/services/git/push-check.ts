import { encodeTreeEntries, parseTreeEntries, type TreeEntry } from '../../codecs/git-object.js'
import { pathFault } from '../../core/paths.js'
import { mebibytes, PushRefused, shown } from './push-refusal.js'
import type { PushedObject } from './quarantine.js'

/** Larger commits, tags and folders (about 800,000 entries) would have to be held in memory at once. */
const MAX_COMMIT_BYTES = 1024 * 1024
const MAX_TREE_BYTES = 32 * 1024 * 1024
const MODES = new Set<string>(['100644', '100755', '100664', '120000', '40000'])
const MOST_NOTED = 10

/** Looks at every object of a push for sizes that cannot be taken, before any is read. Returns how many there are. */
export async function checkSizes(
  objects: AsyncIterable<PushedObject>,
  regularFileBytes: number,
): Promise<number> {
  const tooLarge: string[] = []
  let found = 0
  let count = 0
  for await (const { type, size, path, oid } of objects) {
    count++
    if (type === 'tree' && size > MAX_TREE_BYTES) throw tooMany(path)
    if ((type === 'commit' || type === 'tag') && size > MAX_COMMIT_BYTES) throw tooLong(type, oid)
    if (type !== 'blob' || size <= regularFileBytes) continue
    if (found++ < MOST_NOTED) tooLarge.push(`${path || oid} (${mebibytes(size)})`)
  }
  if (found > 0) throw needsLfs(tooLarge, found, regularFileBytes)
  return count
}

function needsLfs(files: string[], total: number, limit: number): PushRefused {
  return new PushRefused('files too large for git, use git-lfs', [
    `Files over ${mebibytes(limit)} must be stored with git-lfs:`,
    ...shown(files, total),
    'Move them there, then push again:',
    '  git lfs install && git lfs migrate import --everything --above=' +
      `${Math.floor(limit / 1024 / 1024)}MB`,
  ])
}

const tooMany = (path: string): PushRefused =>
  new PushRefused('a folder is too large', [
    `The folder ${path || '/'} has too many entries (its git tree is over ${mebibytes(MAX_TREE_BYTES)}). Spread them over subfolders.`,
  ])

const tooLong = (type: string, oid: string): PushRefused =>
  new PushRefused(`a ${type} is too large`, [`The ${type} ${oid} is over ${mebibytes(MAX_COMMIT_BYTES)}.`])

/** The entries of a pushed tree. Throws PushRefused for one that this hub cannot store as it is. */
export function checkedEntries(content: Buffer, folder: string): TreeEntry[] {
  const entries = parseTreeEntries(content)
  for (const entry of entries) {
    const path = joined(folder, entry.name)
    if ((entry.mode as string) === '160000')
      throw refused(path, 'it is a submodule, which this hub does not keep. Add its files instead')
    if (!MODES.has(entry.mode)) throw refused(path, `its mode ${entry.mode} is not one that git writes today`)
    if (entry.name !== entry.name.normalize('NFC')) throw refused(path, NOT_COMPOSED)
    const fault = pathFault(entry.name)
    if (fault !== undefined) throw refused(path, fault)
  }
  if (!encodeTreeEntries(entries).equals(content)) throw malformed(entries, folder)
  return entries
}

/** Written anew, the tree is another one; its id could not be kept. */
function malformed(entries: TreeEntry[], folder: string): PushRefused {
  const garbled = entries.find((entry) => entry.name.includes('\uFFFD'))
  return garbled
    ? refused(joined(folder, garbled.name), 'its name is not valid UTF-8')
    : refused(folder || '/', 'its git tree is not written as git writes it')
}

const joined = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

const NOT_COMPOSED =
  'names must be in Unicode NFC (composed), and this one is decomposed. On macOS: git config core.precomposeunicode true, then rename the file and amend the commits'

export const refused = (path: string, why: string): PushRefused =>
  new PushRefused(`a path cannot be stored`, [`${printable(path)} cannot be stored: ${why}.`])

/** Nothing in a file name may steer the terminal of the person who reads it. */
const printable = (path: string): string =>
  path
    .replace(
      /[\p{Cc}\p{Cf}]/gu,
      (char) => `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .slice(0, 500)
