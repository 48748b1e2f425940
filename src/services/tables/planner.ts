import { parseCard } from '../../codecs/card.js'
import { type Features, parseFeatures } from '../../core/features.js'
import type { Layout, LayoutInput, SplitLayout } from '../../core/layout/layout.js'
import type { ViewProblem } from '../../stores/metadata/tables.js'
import type { Grant } from '../access.js'
import type { Browse, Entry } from '../browse.js'
import type { Revision } from '../revisions.js'
import { type ArchiveCache, type ArchiveListing, Archives } from './archives.js'
import { type DataFile, type Source, type SplitFiles, sourcesOf } from './sources.js'

/** A table as it is to be made. */
export interface PlannedTable {
  config: string
  split: string
  isDefault: boolean
  originalBytes: number
  sources: Source[]
}
export interface Plan {
  tables: PlannedTable[]
  problems: ViewProblem[]
}

/** Beyond so many files nothing is shown: the list of them is in memory. */
const MOST_FILES = 500_000
const LEROBOT_PATH = 'meta/info.json'

interface Tools {
  browse: Browse
  understand(input: LayoutInput): Promise<Layout>
  listArchive(file: DataFile): Promise<ArchiveListing>
  archives: ArchiveCache
}
type Find = (path: string) => DataFile | undefined

/**
 * Reads the names and the card of a commit, and says which tables are made of which files. `understand` runs in the
 * sandbox: hostile patterns in a card take seconds.
 */
export async function planTables(
  tools: Tools,
  grant: Grant<'repo:download'>,
  revision: Revision,
): Promise<Plan> {
  const { browse } = tools
  const files = new Map<string, DataFile>()
  for await (const batch of browse.files(grant, revision, MOST_FILES + 1)) {
    for (const entry of batch) files.set(entry.path, dataFile(grant.repo.id, entry))
  }
  if (files.size > MOST_FILES) return { tables: [], problems: [tooMany] }
  const input = {
    files: [...files.values()].map(({ path, content }) => ({ path, size: content.size })),
    card: await readCard(browse, grant, revision),
    lerobot: await readJson(browse, grant, revision, LEROBOT_PATH),
  }
  const find: Find = (path) => files.get(path)
  const { layout, archives } = await lookInto(tools, grant.repo.id, { input, find })
  const tables = tablesOf(layout, find, archives)
  const sources = tables.flatMap((table) => table.sources)
  return { tables, problems: [...archives.problemsBeside(sources), ...layout.problems] }
}

/** What is in archives is known only after a first look at the names says which are meant. */
async function lookInto(
  { understand, listArchive, archives: cache }: Tools,
  repoId: number,
  { input, find }: { input: LayoutInput; find: Find },
): Promise<{ layout: Layout; archives: Archives }> {
  const archives = new Archives()
  const first = await understand(input)
  await archives.open(first, find, (file) => cache.list(repoId, file, listArchive))
  const zips = archives.names
  return { layout: zips ? await understand({ ...input, zips }) : first, archives }
}

const tooMany: ViewProblem = {
  code: 'TooManyFiles',
  message: `Repositories of more than ${MOST_FILES} files are not shown as tables. Pack the files, for example as Parquet or WebDataset.`,
}

function dataFile(repoId: number, { path, blob }: Entry): DataFile {
  if (!blob) throw new Error(`${path} has no blob`)
  return { path, content: blob.lfs ?? { repoId, blob, size: blob.size } }
}

function tablesOf(layout: Layout, find: Find, archives: Archives): PlannedTable[] {
  return layout.configs.flatMap((config) => {
    const features = config.features === undefined ? undefined : parseFeatures(config.features)
    return config.splits.map((split) => {
      const stored = filesOf(split, find)
      const originalBytes = stored.files.reduce((sum, { content }) => sum + content.size, 0)
      const sources = sourcesOf(config, archives.filesOf(config, stored), usable(features))
      return { config: config.name, split: split.name, isDefault: config.isDefault, originalBytes, sources }
    })
  })
}

const filesOf = ({ files, metadataFiles = [] }: SplitLayout, find: Find): SplitFiles => ({
  files: files.flatMap((path) => find(path) ?? []),
  metadataFiles: metadataFiles.flatMap((path) => find(path) ?? []),
})

/** Features in the card are a list of {name, dtype}; those that are not understood are found out. */
const usable = (features: Features | undefined): Features | undefined =>
  features && features.length > 0 ? features : undefined

async function readCard(browse: Browse, grant: Grant, revision: Revision) {
  const text = await browse.text(grant, revision, 'README.md')
  return text === undefined ? undefined : parseCard(text).data
}

async function readJson(browse: Browse, grant: Grant, revision: Revision, path: string): Promise<unknown> {
  const text = await browse.text(grant, revision, path)
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
