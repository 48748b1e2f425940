import {
  type DuckDBArrayType,
  type DuckDBDecimalType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import * as arrow from 'apache-arrow'

const { TimeUnit } = arrow
const timestamp = (unit: arrow.TimeUnit, zone?: string) => () => new arrow.Timestamp(unit, zone)

const PLAIN: Partial<Record<DuckDBTypeId, () => arrow.DataType>> = {
  [DuckDBTypeId.BOOLEAN]: () => new arrow.Bool(),
  [DuckDBTypeId.TINYINT]: () => new arrow.Int8(),
  [DuckDBTypeId.SMALLINT]: () => new arrow.Int16(),
  [DuckDBTypeId.INTEGER]: () => new arrow.Int32(),
  [DuckDBTypeId.BIGINT]: () => new arrow.Int64(),
  [DuckDBTypeId.UTINYINT]: () => new arrow.Uint8(),
  [DuckDBTypeId.USMALLINT]: () => new arrow.Uint16(),
  [DuckDBTypeId.UINTEGER]: () => new arrow.Uint32(),
  [DuckDBTypeId.UBIGINT]: () => new arrow.Uint64(),
  // sums of whole numbers are of this type
  [DuckDBTypeId.HUGEINT]: () => new arrow.Decimal(0, 38, 128),
  [DuckDBTypeId.FLOAT]: () => new arrow.Float32(),
  [DuckDBTypeId.DOUBLE]: () => new arrow.Float64(),
  [DuckDBTypeId.BLOB]: () => new arrow.Binary(),
  [DuckDBTypeId.DATE]: () => new arrow.DateDay(),
  [DuckDBTypeId.TIME]: () => new arrow.TimeMicrosecond(),
  [DuckDBTypeId.TIMESTAMP]: timestamp(TimeUnit.MICROSECOND),
  [DuckDBTypeId.TIMESTAMP_S]: timestamp(TimeUnit.SECOND),
  [DuckDBTypeId.TIMESTAMP_MS]: timestamp(TimeUnit.MILLISECOND),
  [DuckDBTypeId.TIMESTAMP_NS]: timestamp(TimeUnit.NANOSECOND),
  [DuckDBTypeId.TIMESTAMP_TZ]: timestamp(TimeUnit.MICROSECOND, 'UTC'),
}

/** The Arrow type of a column. What has no counterpart is text. */
export function arrowType(type: DuckDBType): arrow.DataType {
  const plain = PLAIN[type.typeId]
  if (plain) return plain()
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return listOf(arrowType((type as DuckDBListType | DuckDBArrayType).valueType))
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType
      return new arrow.Struct(
        entryNames.map((name, i) => field(name, arrowType(entryTypes[i] as DuckDBType))),
      )
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType
      const pair = [field('key', arrowType(keyType)), field('value', arrowType(valueType))]
      return listOf(new arrow.Struct(pair))
    }
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType
      return new arrow.Decimal(scale, width, 128)
    }
    default:
      return new arrow.Utf8()
  }
}

export const field = (name: string, type: arrow.DataType): arrow.Field => new arrow.Field(name, type, true)
const listOf = (type: arrow.DataType): arrow.DataType => new arrow.List(field('item', type))
