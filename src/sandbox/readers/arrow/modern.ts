import { type Feature, type Features, kindOf, type StructFeature } from '../../../core/features.js'

/** Versions of the library before 4 wrote `Sequence`: a list, or for objects an object of lists. */
export const modern = (features: Features): Features =>
  features.map(({ name, type }) => ({ name, type: modernFeature(type) }))

function modernFeature(feature: Feature): Feature {
  const kind = kindOf(feature)
  if (kind === undefined) return mapFields(feature as StructFeature, modernFeature)
  if (kind !== 'Sequence' && kind !== 'List' && kind !== 'LargeList') return feature
  const { feature: inner, length, _type } = feature as { _type: 'List'; feature: Feature; length?: number }
  const made = modernFeature(inner)
  const rest = length === undefined || length < 0 ? {} : { length }
  if (kind !== 'Sequence') return { ...rest, _type, feature: made }
  if (kindOf(made) !== undefined) return { ...rest, _type: 'List', feature: made }
  return mapFields(made as StructFeature, (field) => ({ ...rest, _type: 'List', feature: field }))
}

const mapFields = (fields: StructFeature, change: (feature: Feature) => Feature): StructFeature =>
  Object.fromEntries(Object.entries(fields).map(([name, feature]) => [name, change(feature)]))
