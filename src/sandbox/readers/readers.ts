import type { Reader } from '../../core/layout/types.js'
import { readCsv } from './csv.js'
import { readJson } from './json.js'
import { type ReadSource, Unreadable } from './reader.js'

const READERS: Partial<Record<Reader, ReadSource>> = { csv: readCsv, json: readJson }

/** Throws Unreadable for files that are no tables. */
export function readerFor(name: Reader): ReadSource {
  const read = READERS[name]
  if (!read)
    throw new Unreadable('UnsupportedFormat', `Files of the kind ${name} cannot be shown as a table.`)
  return read
}
