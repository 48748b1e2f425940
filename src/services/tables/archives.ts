import { LRUCache } from 'lru-cache'
import { isSafeName } from '../../codecs/archive/zip-directory.js'
import { type ConfigLayout, type Layout, membersOf } from '../../core/layout/layout.js'
import type { ViewProblem } from '../../stores/metadata/tables.js'
import { type DataFile, idOf, isArchive, type SplitFiles } from './sources.js'

/** What the sandbox says of an archive. */
export interface ArchiveListing {
  kind: string
  entries: { name: string; size: number; isClosed?: boolean }[]
  refused: number
  isCut: boolean
}
/** Undefined: it is no archive, or a broken one. */
type ListArchive = (file: DataFile) => Promise<ArchiveListing | undefined>

interface Listed {
  /** Sorted, also those that cannot be read. */
  names: string[]
  /** Of the files that can be read. */
  sizes: Map<string, number>
  /** Some of it cannot be read. */
  isPartial: boolean
}

/** Names of so many files in archives are in memory at once, and as many are kept for the next commit. */
const MOST_MEMBERS = 500_000

/** What is in archives; an archive that is unchanged is not opened again. */
export class ArchiveCache {
  private readonly listed = new LRUCache<string, Listed>({ maxSize: MOST_MEMBERS })

  /** By repo: nobody learns from the speed of an answer what another repo has. */
  async list(repoId: number, file: DataFile, ask: ListArchive): Promise<Listed | undefined> {
    const key = `${repoId}:${idOf(file.content)}`
    const known = this.listed.get(key)
    if (known) return known
    const listing = await ask(file)
    if (listing?.kind !== 'zip') return undefined
    const found = checked(listing)
    this.listed.set(key, found, { size: found.names.length + 1 })
    return found
  }
}

/** What the sandbox says is untrusted. */
function checked({ entries, refused, isCut }: ArchiveListing): Listed {
  const safe = entries.filter(({ name, size }) => isSafeName(name) && Number.isSafeInteger(size) && size >= 0)
  const open = safe.filter(({ isClosed }) => !isClosed)
  const isPartial = refused > 0 || isCut || open.length < entries.length
  return {
    names: safe.map(({ name }) => name).sort(),
    sizes: new Map(open.map(({ name, size }) => [name, size])),
    isPartial,
  }
}

/** The archives of one commit. */
export class Archives {
  private readonly listed = new Map<string, Listed | undefined>()
  private count = 0
  readonly problems: ViewProblem[] = []

  /** Looks into the archives that a layout names. */
  async open(
    layout: Layout,
    find: (path: string) => DataFile | undefined,
    list: (file: DataFile) => Promise<Listed | undefined>,
  ): Promise<void> {
    const paths = layout.configs.flatMap(({ splits }) => splits.flatMap(({ files }) => files))
    for (const path of new Set(paths)) {
      const file = find(path)
      if (!file || !isArchive(file)) continue
      if (this.count > MOST_MEMBERS) this.problems.push(tooMany(path))
      const found = this.count > MOST_MEMBERS ? NOTHING : await list(file)
      this.count += found?.names.length ?? 0
      this.listed.set(path, found)
    }
  }

  /** For `understand`; undefined when there are none. A broken archive has no names. */
  get names(): ReadonlyMap<string, readonly string[]> | undefined {
    if (this.listed.size === 0) return undefined
    return new Map([...this.listed].map(([path, found]) => [path, found?.names ?? []]))
  }

  /** The files that a split is made of: an archive is there by its members. */
  filesOf(config: ConfigLayout, files: DataFile[], metadataFiles: DataFile[]): SplitFiles {
    const opened = files.map((file) => this.membersOf(config, file))
    return {
      files: opened.flatMap((each) => each.files),
      metadataFiles: [...metadataFiles, ...opened.flatMap((each) => each.metadataFiles)],
    }
  }

  private membersOf(config: ConfigLayout, file: DataFile): SplitFiles {
    const found = isArchive(file) ? this.listed.get(file.path) : undefined
    if (found === NOTHING) return { files: [], metadataFiles: [] }
    if (!found) return { files: [file], metadataFiles: [] }
    const read = membersOf(config, [...found.sizes.keys()])
    const member = (name: string): DataFile => ({
      ...file,
      member: { name, size: found.sizes.get(name) ?? 0 },
    })
    const members = read.files.map(member)
    // the archive itself is a source too when not all of it is: reading it says what is wrong
    const isLacking = found.isPartial || members.length + read.metadataFiles.length === 0
    return {
      files: isLacking ? [...members, file] : members,
      metadataFiles: read.metadataFiles.map(member),
    }
  }
}

const NOTHING: Listed = { names: [], sizes: new Map(), isPartial: false }

const tooMany = (path: string): ViewProblem => ({
  path,
  code: 'TooManyFiles',
  message: `The archives of this data set hold more than ${MOST_MEMBERS} files, so this one is left out. Pack them as Parquet or WebDataset.`,
})
