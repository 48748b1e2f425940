import {
  type DuckDBArrayType,
  type DuckDBDecimalType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import { type Feature, kindOf, type StructFeature, value } from '../core/features.js'
import { identifier } from '../core/sql-text.js'

/** dtype of `datasets` for plain DuckDB types. */
const DTYPES: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BOOLEAN]: 'bool',
  [DuckDBTypeId.TINYINT]: 'int8',
  [DuckDBTypeId.SMALLINT]: 'int16',
  [DuckDBTypeId.INTEGER]: 'int32',
  [DuckDBTypeId.BIGINT]: 'int64',
  [DuckDBTypeId.UTINYINT]: 'uint8',
  [DuckDBTypeId.USMALLINT]: 'uint16',
  [DuckDBTypeId.UINTEGER]: 'uint32',
  [DuckDBTypeId.UBIGINT]: 'uint64',
  [DuckDBTypeId.FLOAT]: 'float32',
  [DuckDBTypeId.DOUBLE]: 'float64',
  [DuckDBTypeId.DATE]: 'date32',
  [DuckDBTypeId.TIME]: 'time64[us]',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp[us]',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp[s]',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp[ms]',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp[ns]',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp[us, tz=UTC]',
  [DuckDBTypeId.BLOB]: 'binary',
  [DuckDBTypeId.SQLNULL]: 'null',
}

/** The feature of a column that DuckDB reads. What has no counterpart is text, as it comes out of a cast. */
export function featureOf(type: DuckDBType): Feature {
  const dtype = DTYPES[type.typeId]
  if (dtype) return value(dtype)
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return { _type: 'List', feature: featureOf((type as DuckDBListType).valueType) }
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType
      return { _type: 'List', feature: featureOf(valueType), length }
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType
      return Object.fromEntries(
        entryNames.map((name, i) => [name, featureOf(entryTypes[i] as DuckDBType)]),
      ) as StructFeature
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType
      return { _type: 'List', feature: { key: featureOf(keyType), value: featureOf(valueType) } }
    }
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType
      return value(`decimal128(${width}, ${scale})`)
    }
    default:
      return value('string')
  }
}

const TYPES = new Map(
  Object.entries(DTYPES).map(([id, dtype]) => [dtype, DuckDBTypeId[Number(id)] as string]),
)

/** The DuckDB type that keeps values of a feature in the twin; undefined: as it is read. */
export function columnTypeOf(feature: Feature): string | undefined {
  switch (kindOf(feature)) {
    case undefined:
      return structType(feature as StructFeature)
    case 'Value':
      return valueType((feature as { dtype: string }).dtype)
    case 'ClassLabel':
      return 'BIGINT'
    case 'List':
    case 'LargeList':
    case 'Sequence': {
      const inner = columnTypeOf((feature as { feature: Feature }).feature)
      return inner && `${inner}[]`
    }
    case 'Image':
    case 'Audio':
    case 'Video':
      return 'STRUCT(bytes BLOB, path VARCHAR)'
    default:
      return undefined
  }
}

function structType(feature: StructFeature): string | undefined {
  const fields = Object.entries(feature).map(([name, type]) => [name, columnTypeOf(type)] as const)
  if (fields.length === 0 || fields.some(([, type]) => type === undefined)) return undefined
  return `STRUCT(${fields.map(([name, type]) => `${identifier(name)} ${type}`).join(', ')})`
}

function valueType(dtype: string): string | undefined {
  if (dtype === 'string' || dtype === 'large_string') return 'VARCHAR'
  if (dtype === 'large_binary') return 'BLOB'
  if (/^timestamp\[.*tz=/.test(dtype)) return 'TIMESTAMPTZ'
  if (dtype === 'float16') return 'FLOAT'
  if (dtype.startsWith('time32[') || dtype === 'time64[ns]') return 'TIME'
  if (dtype === 'date64') return 'DATE'
  if (dtype === 'null') return 'INTEGER'
  const decimal = /^decimal128\((\d+), (\d+)\)$/.exec(dtype)
  if (decimal) return `DECIMAL(${decimal[1]}, ${decimal[2]})`
  return TYPES.get(dtype)
}
