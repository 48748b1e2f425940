/** What a column holds, as the hub tells it: `{_type, ...}`, or a plain object of features for a struct. */
export type Feature = Record<string, unknown>

/** Undefined for a struct. */
export const kindOf = ({ _type }: Feature): string | undefined =>
  typeof _type === 'string' ? _type : undefined

export const LISTS = ['List', 'LargeList', 'Sequence']

export const innerOf = (feature: Feature): Feature | undefined =>
  typeof feature.feature === 'object' && feature.feature !== null ? (feature.feature as Feature) : undefined

/** The names of the classes, where the feature or what it is a list of has some. */
export function classNames(feature: Feature | undefined): string[] | undefined {
  if (!feature) return undefined
  if (kindOf(feature) === 'ClassLabel' && Array.isArray(feature.names)) return feature.names.map(String)
  const inner = innerOf(feature)
  return inner && LISTS.includes(kindOf(feature) ?? '') ? classNames(inner) : undefined
}

/** As people write types: `int64`, `list<string>`, `3 classes`. */
export function typeText(feature: Feature): string {
  const kind = kindOf(feature)
  const inner = innerOf(feature)
  if (kind === undefined) return 'struct'
  if (kind === 'Value') return String(feature.dtype)
  if (kind === 'ClassLabel') return 'class'
  if (LISTS.includes(kind) && inner) {
    const length = typeof feature.length === 'number' && feature.length > 0 ? `[${feature.length}]` : ''
    return `list<${typeText(inner)}>${length}`
  }
  if (Array.isArray(feature.shape)) return `${kind.toLowerCase()} ${feature.shape.join('×')}`
  return kind.toLowerCase()
}

const NUMBER = /^(u?int|float|decimal|double)/

export type Group = 'number' | 'text' | 'class' | 'flag' | 'time' | 'list' | 'other'

/** How values of a feature are compared and set. */
export function groupOf(feature: Feature): Group {
  const kind = kindOf(feature)
  if (kind === 'ClassLabel') return 'class'
  if (LISTS.includes(kind ?? '')) return 'list'
  if (kind !== 'Value') return 'other'
  const dtype = String(feature.dtype)
  if (dtype === 'bool') return 'flag'
  if (NUMBER.test(dtype)) return 'number'
  if (/^(timestamp|date)/.test(dtype)) return 'time'
  return /string/.test(dtype) ? 'text' : 'other'
}

/** A column, or a field of a struct, by its path. */
export interface Place {
  path: string[]
  feature: Feature
}

/** Every place that conditions can be about: columns, and the fields of structs. */
export function placesOf(columns: { name: string; type: Feature }[], before: string[] = []): Place[] {
  return columns.flatMap(({ name, type }) => {
    const path = [...before, name]
    if (kindOf(type) !== undefined) return groupOf(type) === 'other' ? [] : [{ path, feature: type }]
    const fields = Object.entries(type) as [string, Feature][]
    return placesOf(
      fields.map(([field, of]) => ({ name: field, type: of })),
      path,
    )
  })
}
