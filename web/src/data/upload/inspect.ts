import { type CsvGuess, sniffCsv } from '../../codecs/csv-sniff.js'
import { decodeText } from '../../codecs/encoding.js'
import { isLicenceFile, licenceOfText } from '../../core/licences.js'
import { findPersonalData, type PersonalPlace } from '../../core/personal-data.js'
import type { UploadFile } from './upload.js'

export interface Inspection {
  tables: { path: string; guess: CsvGuess }[]
  personal: { path: string; places: PersonalPlace[] }[]
  licence?: { path: string; id: string } | undefined
  readme?: string | undefined
  /** Files that could not be read: they were moved, deleted or locked since. */
  unreadable: string[]
}
export const NOTHING_FOUND: Inspection = { tables: [], personal: [], unreadable: [] }

const SAMPLE_BYTES = 256 * 1024
const MOST_FILES = 300
const MOST_README_BYTES = 1024 * 1024
const TEXTS = /\.(csv|tsv|txt|json|jsonl|ndjson|md|xml|ya?ml|html?)$/i
const TABLES = /\.(csv|tsv)$/i

/** Looks into the beginnings of text files, here in the browser: nothing of it is sent. */
export async function inspect(files: UploadFile[]): Promise<Inspection> {
  const found: Inspection = { tables: [], personal: [], unreadable: [] }
  const texts = files.filter(({ path }) => TEXTS.test(path) || isLicenceFile(path)).slice(0, MOST_FILES)
  for (const each of texts) {
    // one that cannot be read hides nothing of the others
    await lookInto(each, found).catch(() => found.unreadable.push(each.path))
  }
  const readme = files.find(({ path }) => path === 'README.md')?.file
  if (readme && readme.size <= MOST_README_BYTES && !found.unreadable.includes('README.md'))
    found.readme = await readme.text().catch(() => void found.unreadable.push('README.md'))
  return found
}

async function lookInto({ path, file }: UploadFile, found: Inspection): Promise<void> {
  const bytes = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer())
  if (TABLES.test(path)) {
    const guess = sniffCsv(bytes, file.size > SAMPLE_BYTES)
    if (guess) found.tables.push({ path, guess })
  }
  const { text } = decodeText(bytes)
  const id = isLicenceFile(path) ? licenceOfText(text) : undefined
  if (id) found.licence ??= { path, id }
  // authors give their addresses in a licence or a card on purpose
  const places = isLicenceFile(path) || path === 'README.md' ? [] : findPersonalData(text)
  if (places.length > 0) found.personal.push({ path, places })
}
