import { Kind, type Shape } from '../../../codecs/json/shape.js'
import { type Feature, kindOf, type StructFeature, value } from '../../../core/features.js'
import { identifier, literal } from '../../../core/sql-text.js'
import { columnTypeOf } from '../../types.js'
import { distinctNames } from '../names.js'

export interface ShapeRules {
  /** Objects with different fields are kept as JSON; else they get the fields of all. */
  areUnevenJson: boolean
  /** Texts that are all times become times. */
  areTimes: boolean
}

/** The feature that the `datasets` library gives to values of a shape. */
export function featureOfShape(shape: Shape, rules: ShapeRules): Feature {
  const { kinds } = shape
  if (kinds === 0) return value('null')
  if (kinds === Kind.bool) return value('bool')
  if (kinds === Kind.whole) return value('int64')
  if ((kinds | Kind.whole | Kind.fraction) === (Kind.whole | Kind.fraction)) return value('float64')
  if (kinds === Kind.text) return value(rules.areTimes && shape.isTime ? 'timestamp[s]' : 'string')
  if (kinds === Kind.list && shape.items)
    return { _type: 'List', feature: featureOfShape(shape.items, rules) }
  if (kinds !== Kind.object) return { _type: 'Json' }
  const isStruct =
    shape.fields.size > 0 && distinctNames([...shape.fields.keys()]).every((name) => shape.fields.has(name))
  if (!isStruct || (rules.areUnevenJson && shape.isUneven)) return { _type: 'Json' }
  return Object.fromEntries(
    [...shape.fields].map(([name, field]) => [name, featureOfShape(field, rules)]),
  ) as StructFeature
}

/** The type to read it as: times and bytes come as text, since SQL and Arrow do not take the same ones. */
export function readTypeOf(feature: Feature): string {
  const kind = kindOf(feature)
  if (kind === 'Value') return isWritten(feature) ? 'VARCHAR' : (columnTypeOf(feature) ?? 'VARCHAR')
  if (isListKind(kind)) return `${readTypeOf((feature as { feature: Feature }).feature)}[]`
  if (kind !== undefined) return kind === 'Json' ? 'JSON' : (columnTypeOf(feature) ?? 'JSON')
  const fields = Object.entries(feature as StructFeature)
  return `STRUCT(${fields.map(([name, type]) => `${identifier(name)} ${readTypeOf(type)}`).join(', ')})`
}

/** What was read by `readTypeOf`, as the feature has it. */
export function valueOfRead(expression: string, feature: Feature, depth = 0): string {
  if (!hasWritten(feature)) return expression
  if (isBinary(feature)) return `from_base64(${expression})`
  if (isTime(feature)) return timeOf(expression, (feature as { dtype: string }).dtype)
  const variable = `v${depth}`
  if (isListKind(kindOf(feature))) {
    const inner = valueOfRead(variable, (feature as { feature: Feature }).feature, depth + 1)
    return `list_transform(${expression}, lambda ${variable}: ${inner})`
  }
  const fields = Object.entries(feature as StructFeature).map(
    ([name, type]) =>
      `${identifier(name)} := ${valueOfRead(`struct_extract(${expression}, ${literal(name)})`, type, depth)}`,
  )
  return `case when ${expression} is not null then struct_pack(${fields.join(', ')}) end`
}

const isTime = (feature: Feature): boolean =>
  kindOf(feature) === 'Value' && (feature as { dtype: string }).dtype.startsWith('timestamp')

const isBinary = (feature: Feature): boolean =>
  kindOf(feature) === 'Value' && /^(large_)?binary$/.test((feature as { dtype: string }).dtype)
/** JSON has no such values: they are written as text. */
const isWritten = (feature: Feature): boolean => isTime(feature) || isBinary(feature)

function hasWritten(feature: Feature): boolean {
  const kind = kindOf(feature)
  if (kind === 'Value') return isWritten(feature)
  if (isListKind(kind)) return hasWritten((feature as { feature: Feature }).feature)
  return kind === undefined && Object.values(feature as StructFeature).some(hasWritten)
}
const isListKind = (kind: string | undefined): boolean => kind === 'List' || kind === 'LargeList'

const TYPES: Record<string, string> = {
  'timestamp[s]': 'TIMESTAMP_S',
  'timestamp[ms]': 'TIMESTAMP_MS',
  'timestamp[ns]': 'TIMESTAMP_NS',
}
/** An hour alone gets its minutes; a zone is taken off, and the time moved by it. */
const timeOf = (text: string, dtype: string): string =>
  `make_timestamp(epoch_us(regexp_replace(${text}, '([ T]\\d\\d)($|[Z+-])', '\\1:00\\2')::TIMESTAMPTZ))::${TYPES[dtype] ?? 'TIMESTAMP'}${dtype.includes('tz=') ? '::TIMESTAMPTZ' : ''}`
