import { type Features, kindOf, value } from '../../core/features.js'
import { literal } from '../engine.js'
import { featuresOf } from '../tasks/features.js'
import { columnTypeOf } from '../types.js'
import type { ReadSource } from './reader.js'

const MOST_OBJECT_BYTES = 256 * 1024 * 1024

/** JSON Lines, or one array of objects. */
export const readJson: ReadSource = async ({ engine }, { files }) => {
  const paths = files.map(({ path }) => literal(path)).join(', ')
  const settings = [
    `format = 'auto'`,
    `maximum_object_size = ${MOST_OBJECT_BYTES}`,
    'maximum_depth = -1',
    'map_inference_threshold = -1',
    'union_by_name = true',
  ].join(', ')
  const guessed = await featuresOf(engine, `read_json([${paths}], ${settings}, sample_size = -1)`)
  const features = asText(guessed)
  const types = features.map(({ name, type }) => `${literal(name)}: ${literal(columnTypeOf(type) ?? 'JSON')}`)
  return { from: `read_json([${paths}], ${settings}, columns = {${types.join(', ')}})`, notes: {} }
}

/** Texts that look like dates stay texts. */
const asText = (features: Features): Features =>
  features.map(({ name, type }) => {
    const dtype = kindOf(type) === 'Value' ? (type as { dtype: string }).dtype : ''
    return { name, type: /^(date|time)/.test(dtype) ? value('string') : type }
  })
