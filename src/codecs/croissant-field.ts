import { type Feature, kindOf, type StructFeature, value } from '../core/features.js'

/** Where the values of a field stand: a column of a file, and the way to them inside its values. */
interface Source {
  file: string
  column: string
  path: string[]
}

/** An @id must not hold blanks; names may. `index` keeps apart what became equal. */
export const safe = (name: string, index: number): string =>
  /^[\p{L}\p{N}_.-]+$/u.test(name) ? name : `${name.replace(/[^\p{L}\p{N}_.-]+/gu, '_')}~${index}`

/**
 * A column, or a field of a struct, in the words of Croissant. Undefined for what the reference reader has no way to, and
 * would give up the whole table for: structs in a list that itself stands in a struct or a list.
 */
export function fieldOf(id: string, type: Feature, source: Source): object | undefined {
  const { inner, shape } = unwrap(type)
  const fields = fieldsOf(inner)
  if (fields && shape.length > 0 && (shape.length > 1 || source.path.length > 0)) return undefined
  const within = fields && subFields(id, fields, source)
  if (within?.length === 0) return undefined
  const inside = MEDIA[kindOf(inner) ?? '']?.inside
  const path = inside ? [...source.path, inside] : source.path
  return {
    '@type': 'cr:Field',
    '@id': id,
    name: id,
    ...(shape.length > 0 && { isArray: true, arrayShape: shape.join(',') }),
    ...(fields === undefined && { dataType: dataTypeOf(inner) }),
    source: sourceOf({ ...source, path }),
    ...(within && { subField: within }),
  }
}

const subFields = (id: string, fields: StructFeature, source: Source): object[] =>
  Object.entries(fields).flatMap(
    ([name, type], i) =>
      fieldOf(`${id}/${safe(name, i)}`, type, { ...source, path: [...source.path, name] }) ?? [],
  )

const sourceOf = ({ file, column, path }: Source): object => ({
  fileObject: { '@id': file },
  extract: { column },
  ...(path.length > 0 && { transform: { jsonPath: jsonPath(path) } }),
})

/** https://www.rfc-editor.org/rfc/rfc9535, with names in brackets, since names may hold anything. */
const jsonPath = (path: string[]): string => `$${path.map((name) => `[${JSON.stringify(name)}]`).join('')}`

/** What lists hold, and how long they are: -1 where that differs. */
function unwrap(type: Feature): { inner: Feature; shape: number[] } {
  const shape: number[] = []
  let inner = type
  while (['List', 'LargeList', 'Sequence'].includes(kindOf(inner) ?? '')) {
    const { feature, length = -1 } = inner as { feature: Feature; length?: number }
    shape.push(Math.max(-1, length))
    inner = feature
  }
  if (!/^Array\dD$/.test(kindOf(inner) ?? '')) return { inner, shape }
  const array = inner as { shape: (number | null)[]; dtype: string }
  return { inner: value(array.dtype), shape: [...shape, ...array.shape.map((length) => length ?? -1)] }
}

/** Of a struct, and of what the library keeps as one. */
function fieldsOf(type: Feature): StructFeature | undefined {
  const kind = kindOf(type)
  if (kind === undefined) return type as StructFeature
  if (kind === 'Translation') {
    const { languages } = type as { languages: string[] }
    return Object.fromEntries(languages.map((language) => [language, value('string')]))
  }
  const texts: Feature = { _type: 'List', feature: value('string') }
  return kind === 'TranslationVariableLanguages' ? { language: texts, translation: texts } : undefined
}

/** Files are kept as structs of bytes and path; of films there is the path only. */
const MEDIA: Record<string, { dataType: string; inside: 'bytes' | 'path' }> = {
  Image: { dataType: 'sc:ImageObject', inside: 'bytes' },
  Audio: { dataType: 'sc:AudioObject', inside: 'bytes' },
  Video: { dataType: 'sc:VideoObject', inside: 'path' },
  Pdf: { dataType: 'sc:Text', inside: 'bytes' },
  Nifti: { dataType: 'sc:Text', inside: 'bytes' },
}

function dataTypeOf(type: Feature): string {
  const kind = kindOf(type) ?? ''
  if (kind === 'ClassLabel') return 'cr:Int64'
  return kind === 'Value' ? ofValue((type as { dtype: string }).dtype) : (MEDIA[kind]?.dataType ?? 'sc:Text')
}

function ofValue(dtype: string): string {
  const number = /^(u?)(int|float)(8|16|32|64)$/.exec(dtype)
  if (number) return `cr:${number[1] ? 'UInt' : number[2] === 'int' ? 'Int' : 'Float'}${number[3]}`
  if (dtype === 'bool') return 'sc:Boolean'
  if (dtype.startsWith('decimal')) return 'sc:Float'
  if (dtype.startsWith('date')) return 'sc:Date'
  if (dtype.startsWith('timestamp')) return 'sc:DateTime'
  if (dtype.startsWith('time')) return 'sc:Time'
  return 'sc:Text'
}
