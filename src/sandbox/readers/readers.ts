import type { Reader } from '../../core/layout/types.js'
import { readArrow } from './arrow.js'
import { readCsv } from './csv.js'
import { readJson } from './json.js'
import { readFolder } from './media/folder.js'
import { readParquet } from './parquet.js'
import type { ReadSource } from './reader.js'
import { readText } from './text.js'
import { Unreadable } from './unreadable.js'
import { readWebdataset } from './webdataset.js'

const READERS: Partial<Record<Reader, ReadSource>> = {
  csv: readCsv,
  json: readJson,
  parquet: readParquet,
  arrow: readArrow,
  text: readText,
  webdataset: readWebdataset,
  imagefolder: readFolder({ feature: 'Image', column: 'image' }),
  audiofolder: readFolder({ feature: 'Audio', column: 'audio' }),
  videofolder: readFolder({ feature: 'Video', column: 'video' }),
}

/** Throws Unreadable for files that are no tables. */
export function readerFor(name: Reader): ReadSource {
  const read = READERS[name]
  if (!read)
    throw new Unreadable('UnsupportedFormat', `Files of the kind ${name} cannot be shown as a table.`)
  return read
}
