import type { ReadTable } from '../../codecs/csv-configs.js'
import { type SomeReading, sniffCsv } from '../../codecs/csv-sniff.js'
import { decodeText } from '../../codecs/encoding.js'
import { isLicenceFile, licenceOfText } from '../../core/licences.js'
import { findPersonalData, type PersonalPlace } from '../../core/personal-data.js'
import type { UploadFile } from './upload.js'

export interface Inspection {
  tables: ReadTable[]
  personal: { path: string; places: PersonalPlace[] }[]
  licence?: { path: string; id: string } | undefined
  readme?: string | undefined
  /** Files that could not be read: they were moved, deleted or locked since. */
  unreadable: string[]
}
/** What somebody has put right, by the path of the file. */
export type Readings = Record<string, SomeReading>
export const NOTHING_FOUND: Inspection = { tables: [], personal: [], unreadable: [] }

const SAMPLE_BYTES = 256 * 1024
const MOST_FILES = 300
const MOST_README_BYTES = 1024 * 1024
const TEXTS = /\.(csv|tsv|txt|json|jsonl|ndjson|md|xml|ya?ml|html?)$/i
const TABLES = /\.(csv|tsv)$/i

/** Looks into the beginnings of text files, here in the browser: nothing of it is sent. */
export async function inspect(files: UploadFile[], readings: Readings = {}): Promise<Inspection> {
  const found: Inspection = { tables: [], personal: [], unreadable: [] }
  const texts = files.filter(({ path }) => TEXTS.test(path) || isLicenceFile(path)).slice(0, MOST_FILES)
  for (const each of texts) {
    // one that cannot be read hides nothing of the others
    await lookInto(each, found, readings).catch(() => found.unreadable.push(each.path))
  }
  const readme = files.find(({ path }) => path === 'README.md')?.file
  if (readme && readme.size <= MOST_README_BYTES && !found.unreadable.includes('README.md'))
    found.readme = await readme.text().catch(() => void found.unreadable.push('README.md'))
  return found
}

/** Tables once more, as they are to be read now. */
export async function readAgain(
  tables: ReadTable[],
  files: UploadFile[],
  readings: Readings,
): Promise<ReadTable[]> {
  const again = tables.map(async (table) => {
    const { path } = table
    const file = files.find((each) => each.path === path)?.file
    const guess = file && sniffCsv(await sampleOf(file), file.size > SAMPLE_BYTES, readings[path])
    return guess ? { path, guess } : table
  })
  return Promise.all(again)
}

const sampleOf = async (file: File) => new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer())

async function lookInto({ path, file }: UploadFile, found: Inspection, readings: Readings): Promise<void> {
  const bytes = await sampleOf(file)
  if (TABLES.test(path)) {
    const guess = sniffCsv(bytes, file.size > SAMPLE_BYTES, readings[path])
    if (guess) found.tables.push({ path, guess })
  }
  const { text } = decodeText(bytes)
  const id = isLicenceFile(path) ? licenceOfText(text) : undefined
  if (id) found.licence ??= { path, id }
  // authors give their addresses in a licence or a card on purpose
  const places = isLicenceFile(path) || path === 'README.md' ? [] : findPersonalData(text)
  if (places.length > 0) found.personal.push({ path, places })
}
