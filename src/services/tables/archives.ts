import { LRUCache } from 'lru-cache'
import { isSafeName } from '../../codecs/archive/zip-directory.js'
import { type ConfigLayout, type Layout, membersOf } from '../../core/layout/layout.js'
import type { ViewProblem } from '../../stores/metadata/tables.js'
import { type DataFile, idOf, isArchive, type Source, type SplitFiles } from './sources.js'

/** What the sandbox says of an archive. */
export interface ArchiveListing {
  kind: string
  entries: { name: string; size: number; isClosed?: boolean }[]
  /** What cannot be read, in words. */
  leftOut?: string
  /** Why it cannot be looked into. */
  problem?: Problem
}
type Problem = Pick<ViewProblem, 'code' | 'message'>

interface Listed {
  /** Also of files that cannot be read. */
  names: string[]
  /** Of the files that can be read. */
  sizes: Map<string, number>
  /** What it takes in memory, about. */
  weight: number
  /** Some of it cannot be read, or none. */
  problem?: Problem
}

/** So much of lists is in memory for one commit, and as much is kept for the next: about 600,000 names. */
const MOST_WEIGHT = 64_000_000
const NAME_WEIGHT = 64

/** What is in archives; an archive that is unchanged is not opened again. */
export class ArchiveCache {
  private readonly known = new LRUCache<string, Listed>({ maxSize: MOST_WEIGHT })

  /** By repo: nobody learns from the speed of an answer what another repo has. */
  async list(
    repoId: number,
    file: DataFile,
    ask: (file: DataFile) => Promise<ArchiveListing>,
  ): Promise<Listed> {
    const key = `${repoId}:${idOf(file.content)}:${file.path}`
    const known = this.known.get(key)
    if (known) return known
    const listing = await ask(file)
    const listed = checked(listing)
    // what is broken may have been the fault of the moment
    if (!listing.problem) this.known.set(key, listed, { size: listed.weight })
    return listed
  }
}

/** What the sandbox says is untrusted. */
function checked({ entries, leftOut, problem }: ArchiveListing): Listed {
  const safe = entries.filter(({ name, size }) => isSafeName(name) && Number.isSafeInteger(size) && size >= 0)
  const names = safe.map(({ name }) => name)
  const trouble = problem ?? (leftOut && { code: 'LeftOut', message: leftOut.slice(0, 2000) })
  return {
    names,
    sizes: new Map(safe.filter(({ isClosed }) => !isClosed).map(({ name, size }) => [name, size])),
    weight: names.reduce((sum, { length }) => sum + length + NAME_WEIGHT, NAME_WEIGHT),
    ...(trouble && { problem: trouble }),
  }
}

/** The archives of one commit. */
export class Archives {
  private readonly listed = new Map<string, Listed>()
  private weight = 0

  /** Looks into the archives that a layout names. */
  async open(
    layout: Layout,
    find: (path: string) => DataFile | undefined,
    list: (file: DataFile) => Promise<Listed>,
  ): Promise<void> {
    const paths = layout.configs.flatMap(({ splits }) => splits.flatMap(({ files }) => files))
    for (const path of new Set(paths)) {
      const file = find(path)
      if (!file || !isArchive(file)) continue
      const found = this.weight > MOST_WEIGHT ? BEYOND : await list(file)
      this.weight += found.weight
      this.listed.set(path, found)
    }
  }

  /** For `understand`; undefined when there are none. A broken archive has no names. */
  get names(): ReadonlyMap<string, readonly string[]> | undefined {
    if (this.listed.size === 0) return undefined
    return new Map([...this.listed].map(([path, { names }]) => [path, names.toSorted()]))
  }

  /** The files that a split is made of: an archive is there by its members. */
  filesOf(config: ConfigLayout, { files, metadataFiles }: SplitFiles): SplitFiles {
    const opened = files.map((file) => this.membersOf(config, file))
    return {
      files: opened.flatMap((each) => each.files),
      metadataFiles: [...metadataFiles, ...opened.flatMap((each) => each.metadataFiles)],
    }
  }

  private membersOf(config: ConfigLayout, file: DataFile): SplitFiles {
    const found = isArchive(file) ? this.listed.get(file.path) : undefined
    if (found === BEYOND) return { files: [], metadataFiles: [] }
    if (!found) return { files: [file], metadataFiles: [] }
    const { sizes, problem } = found
    const member = (name: string): DataFile => ({ ...file, member: { name, size: sizes.get(name) ?? 0 } })
    const read = membersOf(config, [...sizes.keys()])
    const members = read.files.map(member)
    const metadataFiles = read.metadataFiles.map(member)
    // the archive itself is a source too when not all of it is: reading it says what is wrong
    const isLacking = problem || members.length + metadataFiles.length === 0
    return { files: isLacking ? [...members, file] : members, metadataFiles }
  }

  /** What is wrong with archives that are in none of the sources, and so would never be said. */
  problemsBeside(sources: Source[]): ViewProblem[] {
    const told = new Set(sources.flatMap(({ files }) => files.filter(isArchive).map(({ path }) => path)))
    return [...this.listed].flatMap(([path, { problem }]) =>
      problem && !told.has(path) ? [{ path, ...problem }] : [],
    )
  }
}

/** There were too many in the archives before it. */
const BEYOND: Listed = {
  names: [],
  sizes: new Map(),
  weight: 0,
  problem: {
    code: 'TooManyFiles',
    message:
      'The archives of this data set hold too many files, so this one is left out. Pack them as Parquet or WebDataset.',
  },
}
