/**
 * Types of columns as the `datasets` library writes them (`Features.to_dict`), which is also what the dataset viewer
 * answers. A struct is a plain object of features.
 */
export type Feature =
  | { _type: 'Value'; dtype: string }
  | { _type: 'ClassLabel'; names: string[] }
  | { _type: 'List' | 'LargeList' | 'Sequence'; feature: Feature; length?: number }
  | { _type: 'Array2D' | 'Array3D' | 'Array4D' | 'Array5D'; shape: number[]; dtype: string }
  | { _type: 'Image' | 'Audio' | 'Video' | 'Pdf' | 'Json' | 'Nifti'; [option: string]: unknown }
  | { _type: 'Translation' | 'TranslationVariableLanguages'; languages: string[] }
  | StructFeature
export interface StructFeature {
  [field: string]: Feature
}
/** Columns in order. An object would put columns named like numbers first. */
export type Features = { name: string; type: Feature }[]

/** `_type` is a name only in features that are not structs. */
export const kindOf = (feature: Feature): string | undefined => {
  const kind = (feature as { _type?: unknown })._type
  return typeof kind === 'string' ? kind : undefined
}
export const value = (dtype: string): Feature => ({ _type: 'Value', dtype })

/** As the JSON object that `dataset_info` holds. */
export const featuresObject = (features: Features): Record<string, Feature> =>
  Object.fromEntries(features.map(({ name, type }) => [name, type]))

/** From what `dataset_info` in Parquet metadata or `/info` says. Undefined when it is no such thing. */
export function parseFeatures(object: unknown): Features | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined
  const columns = Object.entries(object).map(([name, type]) => ({ name, type: parseFeature(type, 0) }))
  return columns.every((column): column is Features[number] => column.type !== undefined)
    ? columns
    : undefined
}

const DEEPEST = 32

function parseFeature(given: unknown, depth: number): Feature | undefined {
  if (depth > DEEPEST || typeof given !== 'object' || given === null) return undefined
  // the old way to write a list
  if (Array.isArray(given)) return listOf(parseFeature(given[0], depth + 1))
  const { _type, ...rest } = given as Record<string, unknown>
  if (typeof _type !== 'string') return parseStruct(given as Record<string, unknown>, depth)
  if (_type === 'List' || _type === 'LargeList' || _type === 'Sequence') {
    const feature = parseFeature(rest.feature, depth + 1)
    return feature && { ...rest, _type, feature }
  }
  return given as Feature
}

const listOf = (feature: Feature | undefined): Feature | undefined => feature && { _type: 'List', feature }

function parseStruct(given: Record<string, unknown>, depth: number): StructFeature | undefined {
  const fields = Object.entries(given).map(([name, type]) => [name, parseFeature(type, depth + 1)] as const)
  return fields.every(([, type]) => type !== undefined)
    ? (Object.fromEntries(fields) as StructFeature)
    : undefined
}

const WHOLE = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64']
const FLOATS = ['float16', 'float32', 'float64']

/** The type that holds the values of both. Text holds everything. */
export function widen(a: Feature, b: Feature): Feature {
  if (sameFeature(a, b)) return a
  if (isNull(a)) return b
  if (isNull(b)) return a
  if (kindOf(a) === 'Value' && kindOf(b) === 'Value') return widenValues(dtypeOf(a), dtypeOf(b))
  if (kindOf(a) === 'List' && kindOf(b) === 'List')
    return { _type: 'List', feature: widen(innerOf(a), innerOf(b)) }
  if (kindOf(a) === undefined && kindOf(b) === undefined)
    return widenStructs(a as StructFeature, b as StructFeature)
  return value('string')
}

function widenValues(a: string, b: string): Feature {
  if (WHOLE.includes(a) && WHOLE.includes(b)) return value('int64')
  const isNumber = (dtype: string) => WHOLE.includes(dtype) || FLOATS.includes(dtype)
  return value(isNumber(a) && isNumber(b) ? 'float64' : 'string')
}

function widenStructs(a: StructFeature, b: StructFeature): StructFeature {
  const joined: StructFeature = { ...a }
  for (const [field, type] of Object.entries(b)) {
    const before = joined[field]
    joined[field] = before ? widen(before, type) : type
  }
  return joined
}

/** Columns of both tables: those of `a` first, each as wide as needed. */
export function widenAll(a: Features, b: Features): Features {
  const others = new Map(b.map(({ name, type }) => [name, type]))
  const joined = a.map(({ name, type }) => ({ name, type: widen(type, others.get(name) ?? type) }))
  const known = new Set(a.map(({ name }) => name))
  return [...joined, ...b.filter(({ name }) => !known.has(name))]
}

export const sameFeature = (a: Feature, b: Feature): boolean => JSON.stringify(a) === JSON.stringify(b)
export const sameFeatures = (a: Features, b: Features): boolean => JSON.stringify(a) === JSON.stringify(b)
const dtypeOf = (feature: Feature): string => (feature as { dtype: string }).dtype
const innerOf = (feature: Feature): Feature => (feature as { feature: Feature }).feature
const isNull = (feature: Feature): boolean => kindOf(feature) === 'Value' && dtypeOf(feature) === 'null'
