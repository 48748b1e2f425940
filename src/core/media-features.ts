import { type Feature, type Features, kindOf, type StructFeature } from './features.js'

/** Kinds of columns whose cells are files: `{bytes, path}` in the twin. */
const MEDIA = ['Image', 'Audio', 'Video', 'Pdf', 'Nifti']

export const isMedia = (feature: Feature): boolean => MEDIA.includes(kindOf(feature) ?? '')

/** It has files in it, at whatever depth. */
export function holdsMedia(feature: Feature): boolean {
  if (isMedia(feature)) return true
  if (kindOf(feature) === undefined) return Object.values(feature as StructFeature).some(holdsMedia)
  const { feature: inner } = feature as { feature?: Feature }
  return inner !== undefined && holdsMedia(inner)
}

/** Columns by what they hold. `nested`: lists and structs with files in them. */
export function sortColumns(features: Features): Record<'media' | 'nested' | 'plain', string[]> {
  const names = (fits: (feature: Feature) => boolean) =>
    features.filter(({ type }) => fits(type)).map(({ name }) => name)
  return {
    media: names(isMedia),
    nested: names((type) => holdsMedia(type) && !isMedia(type)),
    plain: names((type) => !holdsMedia(type)),
  }
}
