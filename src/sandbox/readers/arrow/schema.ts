import {
  type DataType,
  type Decimal,
  type Dictionary,
  type Field,
  type FixedSizeList,
  type Float,
  type Int,
  type List,
  MessageReader,
  type Schema,
  type Struct,
  type Time,
  type Timestamp,
  TimeUnit,
  Type,
} from 'apache-arrow'
import {
  type Feature,
  type Features,
  parseFeatures,
  type StructFeature,
  value,
} from '../../../core/features.js'
import { modern } from './modern.js'

const UNITS: Record<number, string> = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
}
const PLAIN: Partial<Record<Type, string>> = {
  [Type.Null]: 'null',
  [Type.Bool]: 'bool',
  [Type.Utf8]: 'string',
  [Type.LargeUtf8]: 'large_string',
  [Type.Binary]: 'binary',
  [Type.LargeBinary]: 'large_binary',
  [Type.FixedSizeBinary]: 'binary',
}

/** The schema as pyarrow keeps it in a Parquet file; undefined when it is none. */
export function parseArrowSchema(base64: string): Schema | undefined {
  try {
    return new MessageReader(Buffer.from(base64, 'base64')).readSchema() ?? undefined
  } catch {
    return undefined
  }
}

/** The features the library takes from a schema: its own, if it wrote them there, else by the types. */
export function featuresOfSchema(schema: Schema): Features {
  return declared(schema) ?? schema.fields.map((field) => ({ name: field.name, type: featureOfField(field) }))
}

function declared(schema: Schema): Features | undefined {
  try {
    const features = parseFeatures(JSON.parse(schema.metadata.get('huggingface') ?? '')?.info?.features)
    const byName = new Map(features?.map((column) => [column.name, column]))
    const ordered = schema.fields.map(({ name }) => byName.get(name))
    return ordered.every((column) => column !== undefined) ? modern(ordered) : undefined
  } catch {
    return undefined
  }
}

function featureOfField(field: Field): Feature {
  const extension = field.metadata.get('ARROW:extension:name')
  return extension === 'arrow.json' ? { _type: 'Json' } : featureOfType(field.type)
}

function featureOfType(type: DataType): Feature {
  const plain = PLAIN[type.typeId]
  if (plain) return value(plain)
  switch (type.typeId) {
    case Type.Int: {
      const { isSigned, bitWidth } = type as Int
      return value(`${isSigned ? '' : 'u'}int${bitWidth}`)
    }
    case Type.Float:
      return value(['float16', 'float32', 'float64'][(type as Float).precision] ?? 'float64')
    case Type.Date:
      return value((type as { unit?: number }).unit === 0 ? 'date32' : 'date64')
    case Type.Time: {
      const { unit, bitWidth } = type as Time
      return value(`time${bitWidth}[${UNITS[unit]}]`)
    }
    case Type.Timestamp: {
      const { unit, timezone } = type as Timestamp
      return value(`timestamp[${UNITS[unit]}${timezone ? `, tz=${timezone}` : ''}]`)
    }
    case Type.Decimal: {
      const { precision, scale } = type as Decimal
      return value(`decimal128(${precision}, ${scale})`)
    }
    case Type.Dictionary:
      return featureOfType((type as Dictionary).dictionary)
    default:
      return featureOfNested(type)
  }
}

function featureOfNested(type: DataType): Feature {
  const [child] = type.children ?? []
  switch (type.typeId) {
    case Type.List:
      return { _type: 'List', feature: featureOfField((type as List).children[0] as Field) }
    case Type.FixedSizeList: {
      const { listSize } = type as FixedSizeList
      return { _type: 'List', feature: featureOfField(child as Field), length: listSize }
    }
    case Type.Struct:
      return Object.fromEntries(
        (type as Struct).children.map((field) => [field.name, featureOfField(field)]),
      ) as StructFeature
    case Type.Map:
      return { _type: 'List', feature: featureOfField(child as Field) }
    default:
      return value('string')
  }
}
