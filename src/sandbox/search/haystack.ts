import {
  type DuckDBArrayType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import type { Features } from '../../core/features.js'
import { isMedia } from '../../core/media-features.js'
import { identifier, literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'

const LINE = 'chr(10)'

/**
 * The SQL of a row's text: all texts in its columns, also those inside structs and lists, one a line. Names of fields are
 * not in it. Undefined when no column has text.
 */
export async function haystackOf(
  { connection }: Engine,
  path: string,
  features: Features,
): Promise<string | undefined> {
  const empty = await connection.run(`select * from read_parquet(${literal(path)}) limit 0`)
  // their texts are addresses of files, not words
  const media = new Set(features.filter(({ type }) => isMedia(type)).map(({ name }) => name))
  const names = empty.deduplicatedColumnNames()
  const texts = names.map((name, i) =>
    media.has(name) ? undefined : textOf(identifier(name), empty.columnType(i), 0),
  )
  return joined(texts)
}

function textOf(value: string, type: DuckDBType, depth: number): string | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM:
      return `${value}::varchar`
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType
      return joined(
        entryNames.map((name, i) =>
          textOf(`struct_extract(${value}, ${literal(name)})`, entryTypes[i] as DuckDBType, depth),
        ),
      )
    }
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return listText(value, (type as DuckDBListType | DuckDBArrayType).valueType, depth)
    case DuckDBTypeId.MAP:
      return listText(`map_values(${value})`, (type as DuckDBMapType).valueType, depth)
    default:
      return undefined
  }
}

function listText(list: string, type: DuckDBType, depth: number): string | undefined {
  const each = `e${depth}`
  const text = textOf(each, type, depth + 1)
  return text && `array_to_string(list_transform(${list}, lambda ${each}: ${text}), ${LINE})`
}

function joined(texts: (string | undefined)[]): string | undefined {
  const present = texts.filter((text) => text !== undefined)
  return present.length > 0 ? `concat_ws(${LINE}, ${present.join(', ')})` : undefined
}
