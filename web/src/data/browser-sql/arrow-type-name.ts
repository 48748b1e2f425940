import { DataType, type Decimal, Type } from 'apache-arrow'

const FLOATS = ['FLOAT', 'FLOAT', 'DOUBLE']
const TIMESTAMPS = ['TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP', 'TIMESTAMP_NS']
const PLAIN: Partial<Record<Type, string>> = {
  [Type.Null]: '"NULL"',
  [Type.Bool]: 'BOOLEAN',
  [Type.Utf8]: 'VARCHAR',
  [Type.LargeUtf8]: 'VARCHAR',
  [Type.Binary]: 'BLOB',
  [Type.LargeBinary]: 'BLOB',
  [Type.FixedSizeBinary]: 'BLOB',
  [Type.Date]: 'DATE',
  [Type.Time]: 'TIME',
  [Type.Interval]: 'INTERVAL',
  [Type.Duration]: 'INTERVAL',
}
const INTEGERS: Record<number, string> = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }

/** What DuckDB calls the type of a column that it gave as Arrow. */
export function typeName(type: DataType): string {
  const plain = PLAIN[type.typeId as Type]
  if (plain) return plain
  if (DataType.isInt(type)) return `${type.isSigned ? '' : 'U'}${INTEGERS[type.bitWidth]}`
  if (DataType.isFloat(type)) return FLOATS[type.precision] ?? 'DOUBLE'
  if (DataType.isTimestamp(type))
    return type.timezone ? 'TIMESTAMP WITH TIME ZONE' : (TIMESTAMPS[type.unit] ?? 'TIMESTAMP')
  if (DataType.isDecimal(type)) return decimalName(type)
  if (DataType.isList(type)) return `${typeName(type.valueType)}[]`
  if (DataType.isFixedSizeList(type)) return `${typeName(type.valueType)}[${type.listSize}]`
  if (DataType.isMap(type)) return `MAP(${typeName(type.keyType)}, ${typeName(type.valueType)})`
  if (!DataType.isStruct(type)) return DataType.isDictionary(type) ? 'ENUM' : String(type)
  return `STRUCT(${type.children.map(({ name, type: of }) => `"${name}" ${typeName(of)}`).join(', ')})`
}

/** Sums of whole numbers are larger than any integer of Arrow. */
const decimalName = ({ precision, scale }: Decimal): string =>
  precision === 38 && scale === 0 ? 'HUGEINT' : `DECIMAL(${precision},${scale})`
