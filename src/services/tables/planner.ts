import { parseCard } from '../../codecs/card.js'
import { type Features, parseFeatures } from '../../core/features.js'
import type { Layout, LayoutInput } from '../../core/layout/layout.js'
import type { ViewProblem } from '../../stores/metadata/tables.js'
import type { Grant } from '../access.js'
import type { Browse, Entry } from '../browse.js'
import type { Revision } from '../revisions.js'
import type { DataFile } from './sources.js'
import { type Source, sourcesOf } from './sources.js'

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

/**
 * Reads the names and the card of a commit, and says which tables are made of which files. `understand` runs in the
 * sandbox: hostile patterns in a card take seconds.
 */
export async function planTables(
  { browse, understand }: { browse: Browse; understand: (input: LayoutInput) => Promise<Layout> },
  grant: Grant<'repo:download'>,
  revision: Revision,
): Promise<Plan> {
  const files = new Map<string, DataFile>()
  for await (const batch of browse.files(grant, revision, MOST_FILES + 1)) {
    for (const entry of batch) files.set(entry.path, dataFile(grant.repo.id, entry))
  }
  if (files.size > MOST_FILES) return { tables: [], problems: [tooMany] }
  const layout = await understand({
    files: [...files.values()].map(({ path, content }) => ({ path, size: content.size })),
    card: await readCard(browse, grant, revision),
    lerobot: await readJson(browse, grant, revision, LEROBOT_PATH),
  })
  return { tables: tablesOf(layout, (path) => files.get(path)), problems: layout.problems }
}

const tooMany: ViewProblem = {
  code: 'TooManyFiles',
  message: `Repositories of more than ${MOST_FILES} files are not shown as tables. Pack the files, for example as Parquet or WebDataset.`,
}

function dataFile(repoId: number, { path, blob }: Entry): DataFile {
  if (!blob) throw new Error(`${path} has no blob`)
  return { path, content: blob.lfs ?? { repoId, blob, size: blob.size } }
}

function tablesOf(layout: Layout, find: (path: string) => DataFile | undefined): PlannedTable[] {
  return layout.configs.flatMap((config) => {
    const features = config.features === undefined ? undefined : parseFeatures(config.features)
    return config.splits.map((split) => {
      const sources = sourcesOf(config, split, find, usable(features))
      const bytes = sources.flatMap((source) => source.files).map(({ content }) => content.size)
      const originalBytes = bytes.reduce((sum, size) => sum + size, 0)
      return { config: config.name, split: split.name, isDefault: config.isDefault, originalBytes, sources }
    })
  })
}

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
