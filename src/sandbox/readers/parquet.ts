import { stat } from 'node:fs/promises'
import type { Features } from '../../core/features.js'
import { identifier, literal } from '../../core/sql-text.js'
import { extractMember } from '../sources/unpack.js'
import { declaredFeatures } from '../tasks/declared.js'
import { featuresOf } from '../tasks/features.js'
import type { ReadSource } from './reader.js'
import { Unreadable } from './unreadable.js'

/** Parquet that has to be written anew: for some of its columns, or as the table of a folder. */
export const readParquet: ReadSource = async ({ engine, work }, { files, options }) => {
  const paths: string[] = []
  for (const file of files) {
    const path = file.member === undefined ? file.path : await extractMember(work, file)
    if ((await stat(path)).size === 0) throw new Unreadable('EmptyFile', `${file.name} is empty.`)
    paths.push(path)
  }
  const all = `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true)`
  const found = await featuresOf(engine, all)
  const features = (await declaredFeatures(engine, paths[0] as string, found)) ?? found
  const chosen = only(features, options.columns)
  const columns = chosen.map(({ name }) => identifier(name)).join(', ')
  return { from: `(select ${columns} from ${all})`, features: chosen, notes: {} }
}

function only(features: Features, columns: string[] | undefined): Features {
  if (!columns) return features
  const absent = columns.find((name) => !features.some((one) => one.name === name))
  if (absent !== undefined)
    throw new Unreadable('BadOption', `The card names the column ${absent}, which is not in the file.`)
  return features.filter(({ name }) => columns.includes(name))
}
