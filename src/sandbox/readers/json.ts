import { Kind, newShape, type Shape } from '../../codecs/json/shape.js'
import { type Feature, type Features, kindOf, value } from '../../core/features.js'
import type { ReaderOptions } from '../../core/layout/types.js'
import { identifier, literal } from '../../core/sql-text.js'
import { asUtf8 } from '../sources/encoding.js'
import { unpacked } from '../sources/unpack.js'
import { featureOfShape, readTypeOf, type ShapeRules, valueOfRead } from './json/columns.js'
import { extractField } from './json/field.js'
import { type JsonFile, scanJson } from './json/scan.js'
import { distinctNames, renamedNote } from './names.js'
import type { ReadContext, ReadSource, Relation, SourceFile } from './reader.js'
import { Unreadable } from './unreadable.js'

/** DuckDB keeps a buffer of this size, and needs room for the longest value in it. */
const LEAST_OBJECT_BYTES = 4 * 1024 * 1024
const FORMATS = { lines: 'newline_delimited', values: 'unstructured', array: 'array' }

interface Part extends JsonFile {
  path: string
  encoding?: string
}

/**
 * JSON Lines, values one after the other, or one array. The file is read twice: once for the types, which follow the
 * rules of Arrow and of the `datasets` library, then by DuckDB with these types.
 */
export const readJson: ReadSource = async (context, { files, options, features: wanted }) => {
  refuseUnknown(options)
  const shape = newShape()
  const parts = await scanAll(context, files, { options, shape })
  const notes = notesOf(parts)
  const rules = rulesOf(parts, options)
  if (shape.kinds !== Kind.object) return readSingle(parts, shape, { rules, notes })
  if (options.field !== undefined && parts.every(({ format }) => format !== 'array'))
    return readColumnar(parts, shape, { rules, notes })
  const found = featuresOfRows(shape, { rules, options })
  const types = new Map(wanted?.map(({ name, type }) => [name, type]))
  const features = found.map(({ name, type }) => ({ name, type: readable(type, types.get(name)) }))
  return {
    ...readRows(parts, features),
    notes: { ...notes, ...renamedNote(features.map(({ name }) => name)) },
  }
}

async function scanAll(
  { work }: ReadContext,
  files: SourceFile[],
  { options, shape }: { options: ReaderOptions; shape: Shape },
): Promise<Part[]> {
  const parts: Part[] = []
  for (const [i, file] of files.entries()) {
    const { name } = file
    const text = await asUtf8(work, await unpacked(work, file), { name, options })
    const { field } = options
    const path = field === undefined ? text.path : await extractField(work, text.path, { field, name })
    parts.push({ ...(await scanJson(path, { name, shape, isFirst: i === 0 })), ...text, path })
  }
  return parts
}

/** Where lines are no values, or pandas reads the field, the library does not look for objects of different fields. */
const rulesOf = (parts: Part[], { field }: ReaderOptions): ShapeRules => ({
  areUnevenJson: field === undefined && parts[0]?.format !== 'values',
  areTimes: field === undefined,
})

function featuresOfRows(
  shape: Shape,
  { rules, options }: { rules: ShapeRules; options: ReaderOptions },
): Features {
  const features = [...shape.fields].map(([name, field]) => ({
    name,
    type: isDateOfPandas(name, field, options) ? value('timestamp[us]') : featureOfShape(field, rules),
  }))
  if (features.length > 0) return features
  throw new Unreadable('EmptyFile', 'Its objects have no fields, so there are no columns.')
}

/** By the name: pandas makes times of such columns. */
const isDateOfPandas = (name: string, field: Shape, { field: option }: ReaderOptions): boolean =>
  option !== undefined &&
  field.kinds === Kind.text &&
  field.isTime &&
  /(_at|_time)$|^(modified|date)$|^timestamp/.test(name.toLowerCase())

/** A wanted type that JSON can be read as at once; classes and media are made of what is found. */
function readable(found: Feature, wanted: Feature | undefined): Feature {
  if (!wanted) return found
  const kind = kindOf(wanted)
  const isPlain = kind === undefined || kind === 'Value' || kind === 'List' || kind === 'Json'
  return isPlain && kindOf(found) !== 'Json' ? wanted : found
}

function readRows(parts: Part[], features: Features): Pick<Relation, 'from' | 'features'> {
  const names = distinctNames(features.map(({ name }) => name))
  const isDistinct = names.every((name, i) => name === features[i]?.name)
  const from = parts.map((part) => (isDistinct ? typedRows(part, features) : looseRows(part, features)))
  const values = features.map(({ type }, i) => {
    const column = identifier(isDistinct ? (names[i] as string) : `c${i}`)
    return `${valueOfRead(column, type)} as ${identifier(names[i] as string)}`
  })
  return {
    from: `(select ${values.join(', ')} from (${from.join(' union all ')}))`,
    features: features.map(({ type }, i) => ({ name: names[i] as string, type })),
  }
}

function typedRows(part: Part, features: Features): string {
  const types = features.map(({ name, type }) => `${literal(name)}: ${literal(readTypeOf(type))}`)
  return `select * from read_json(${settings(part)}, columns = {${types.join(', ')}})`
}

/** SQL takes names that differ in case only for one: then each field is taken out of the whole object. */
function looseRows(part: Part, features: Features): string {
  const fields = features.map(({ name, type }, i) => `${fieldOf(name)}::${readTypeOf(type)} as c${i}`)
  return `select ${fields.join(', ')} from read_json(${settings(part)}, records = false, columns = {'json': 'JSON'})`
}

const fieldOf = (name: string): string => `from_json(json, '"MAP(VARCHAR, JSON)"')[${literal(name)}]`

/** Values that are no objects are one column `text`, when an array holds them. */
function readSingle(
  parts: Part[],
  shape: Shape,
  { rules, notes }: { rules: ShapeRules; notes: Record<string, string> },
): Relation {
  const isArray = parts.every(({ format }) => format === 'array')
  if (!isArray || (shape.kinds & Kind.object) !== 0)
    throw new Unreadable(
      'NotATable',
      'Its values are not all objects, so there are no columns. Write one object on each line.',
    )
  const type = featureOfShape(shape, rules)
  const columns = `columns = {'json': ${literal(readTypeOf(type))}}`
  const from = parts.map(
    (part) => `select json from read_json(${settings(part)}, records = false, ${columns})`,
  )
  return {
    from: `(select ${valueOfRead('json', type)} as text from (${from.join(' union all ')}))`,
    features: [{ name: 'text', type }],
    notes,
  }
}

/** An object of lists is a table by its columns, for pandas. */
function readColumnar(
  parts: Part[],
  shape: Shape,
  { rules, notes }: { rules: ShapeRules; notes: Record<string, string> },
): Relation {
  const columns = [...shape.fields].map(([name, field]) => ({ name, type: featureOfShape(field, rules) }))
  if (columns.some(({ type }) => kindOf(type) !== 'List'))
    throw new Unreadable('NotATable', 'The field holds no list of objects. Name one that does.')
  const lists = columns.map(({ name }) => `unnest(${identifier(name)}) as ${identifier(name)}`)
  const from = parts.map((part) => `select ${lists.join(', ')} from (${typedRows(part, columns)})`)
  return {
    from: `(${from.join(' union all ')})`,
    features: columns.map(({ name, type }) => ({ name, type: (type as { feature: Feature }).feature })),
    notes,
  }
}

function settings({ path, format, longest }: Part): string {
  const most = Math.max(LEAST_OBJECT_BYTES, 2 * longest)
  return `${literal(path)}, format = '${FORMATS[format]}', maximum_object_size = ${most}, auto_detect = false`
}

function refuseUnknown({ other }: ReaderOptions): void {
  const [unknown] = Object.keys(other ?? {})
  if (unknown !== undefined)
    throw new Unreadable(
      'UnsupportedOption',
      `The option ${unknown} of the card is not known here. Remove it.`,
    )
}

function notesOf(parts: Part[]): Record<string, string> {
  const encodings = [...new Set(parts.flatMap(({ encoding }) => encoding ?? []))]
  return encodings.length === 0 ? {} : { encoding: encodings.join(', ') }
}
