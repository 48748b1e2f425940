import { expect, test } from 'vitest'
import { type Feature, value } from '../core/features.js'
import { type CroissantDataset, croissant } from './croissant.js'

const dataset: Omit<CroissantDataset, 'tables'> = {
  name: 'digits',
  description: 'Digits.',
  url: 'https://hub.example/datasets/minji/digits',
  creator: { name: 'minji', url: 'https://hub.example/minji', kind: 'Organization' },
  licences: ['https://spdx.org/licenses/MIT', 'their-own'],
  citation: '@misc{digits}',
  keywords: [],
  languages: [],
  commit: 'ab'.repeat(20),
  createdAt: new Date(0),
  modifiedAt: new Date(0),
}

/** The one field of a table with one column. */
function fieldOf(type: Feature): Record<string, unknown> {
  const files = [{ url: 'https://hub.example/0.parquet', sha256: '0'.repeat(64), size: 1 }]
  const tables = [{ config: 'default', split: 'train', features: [{ name: 'x', type }], files }]
  const { recordSet } = croissant({ ...dataset, tables }) as {
    recordSet: { field: Record<string, unknown>[] }[]
  }
  return recordSet[0]?.field[0] as Record<string, unknown>
}
const sourceOf = (...names: string[]) => ({
  fileObject: { '@id': 'default/train/0000.parquet' },
  extract: { column: 'x' },
  ...(names.length > 0 && { transform: { jsonPath: `$${names.map((name) => `["${name}"]`).join('')}` } }),
})

test('licences and the citation are told', () => {
  expect(croissant({ ...dataset, tables: [] })).toMatchObject({
    license: ['https://spdx.org/licenses/MIT', 'their-own'],
    citeAs: '@misc{digits}',
  })
})

test('a value inside structs is found by the whole way to it', () => {
  const field = fieldOf({ 'of who': { 이름: value('string') } })
  expect(field).toMatchObject({ subField: [{ subField: [{ source: sourceOf('of who', '이름') }] }] })
  expect(field).not.toHaveProperty('dataType')
})

test('images are bytes, also in structs and lists; films are paths', () => {
  expect(fieldOf({ _type: 'Image' })).toMatchObject({ dataType: 'sc:ImageObject', source: sourceOf('bytes') })
  const nested = fieldOf({ _type: 'List', feature: { left: { _type: 'Image' } } })
  expect(nested).toMatchObject({ isArray: true, subField: [{ source: sourceOf('left', 'bytes') }] })
  expect(fieldOf({ _type: 'Video' })).toMatchObject({ source: sourceOf('path') })
})

test('arrays have the shape and the type of their values', () => {
  const array: Feature = { _type: 'Array2D', shape: [28, 28], dtype: 'uint8' }
  expect(fieldOf(array)).toMatchObject({ isArray: true, arrayShape: '28,28', dataType: 'cr:UInt8' })
  const lists = fieldOf({ _type: 'List', feature: { _type: 'List', feature: value('float32'), length: 3 } })
  expect(lists).toMatchObject({ isArray: true, arrayShape: '-1,3', dataType: 'cr:Float32' })
})

test('a translation has a field for each language', () => {
  const field = fieldOf({ _type: 'Translation', languages: ['ko', 'en'] })
  expect(field).toMatchObject({ subField: [{ dataType: 'sc:Text', source: sourceOf('ko') }, {}] })
})

test('structs in a list in a struct are left out, and what stands beside them is not', () => {
  const deep: Feature = { _type: 'List', feature: { name: value('string') } }
  const messages: Feature = { _type: 'List', feature: { role: value('string'), calls: deep } }
  expect((fieldOf(messages) as { subField: object[] }).subField).toHaveLength(1)
  expect(fieldOf({ all: deep })).toBeUndefined()
  expect(fieldOf({ _type: 'List', feature: deep })).toBeUndefined()
})
