import { isSafeName, type ZipEntry } from '../../codecs/archive/zip-directory.js'
import { Unreadable } from '../readers/unreadable.js'
import { mostUnpacked } from '../sources/budget.js'
import { leftOutOf } from '../sources/left-out.js'
import { tarEntries } from '../sources/tar.js'
import { packingOf } from '../sources/unpack.js'
import { isListedWhole, listed, MOST_LISTED, MOST_LISTED_CHARS, obstacleOf, openZip } from '../sources/zip.js'
import type { TaskContext } from '../task-context.js'

export interface ListArchiveInput {
  path: string
  /** As people know it, for messages. */
  name: string
}
interface ListedFile {
  name: string
  /** Unpacked; not more than would be unpacked. */
  size: number
  /** It is encrypted, or packed in a way that is not read. */
  isClosed?: true
}
export interface ArchiveListing {
  kind: 'zip' | 'tar'
  /** In the order of the archive. */
  entries: ListedFile[]
  /** Files whose names lead out of a folder or cannot be shown; they are not in `entries`. */
  refused: number
  /** There are more files than are listed. */
  isCut: boolean
  /** Of a zip: what cannot be read, in words. */
  leftOut?: string
}

export async function listArchive(_context: TaskContext, input: ListArchiveInput): Promise<ArchiveListing> {
  const packing = await packingOf(input.path)
  if (packing === 'zip') return listZip(input)
  if (/\.zip$/i.test(input.name))
    throw new Unreadable('Damaged', `${input.name} is no zip file, though its name says so.`)
  if (packing !== 'none')
    throw new Unreadable(
      'UnsupportedFormat',
      `${input.name} is packed by ${packing}; only zip and tar are listed.`,
    )
  return listTar(input)
}

async function listZip({ path, name }: ListArchiveInput): Promise<ArchiveListing> {
  const zip = await openZip(path, name)
  await zip.close()
  const leftOut = leftOutOf(zip, name)
  return {
    kind: 'zip',
    entries: listed(zip.entries).map(describe),
    refused: zip.refused.length,
    isCut: !isListedWhole(zip.entries),
    ...(leftOut !== undefined && { leftOut }),
  }
}

function describe(entry: ZipEntry): ListedFile {
  const size = Math.min(entry.size, mostUnpacked(entry.packedSize))
  return { name: entry.name, size, ...(obstacleOf(entry) && { isClosed: true as const }) }
}

async function listTar({ path, name }: ListArchiveInput): Promise<ArchiveListing> {
  const listing: ArchiveListing = { kind: 'tar', entries: [], refused: 0, isCut: false }
  let chars = 0
  for await (const entry of tarEntries(path, name)) {
    chars += entry.name.length
    if (listing.entries.length === MOST_LISTED || chars > MOST_LISTED_CHARS)
      return { ...listing, isCut: true }
    if (isSafeName(entry.name)) listing.entries.push({ name: entry.name, size: entry.size })
    else listing.refused++
  }
  return listing
}
