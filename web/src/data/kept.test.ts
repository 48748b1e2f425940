import { expect, test } from 'vitest'
import { forgetKept, keptFor, LANGUAGE } from './kept.js'

test('each person has their own', () => {
  expect(keptFor('queries', 'hana')).not.toBe(keptFor('queries', 'jiho'))
  expect(keptFor('queries', 'hana')).not.toBe(keptFor('queries', ''))
})

test('all that was kept goes, but the language and what is not ours', () => {
  const names = [
    keptFor('queries', 'hana'),
    keptFor('new-dataset', ''),
    'databelt.parts.1',
    LANGUAGE,
    'other',
  ]
  const held = new Map(names.map((name) => [name, '1']))
  forgetKept({
    get length() {
      return held.size
    },
    key: (i) => [...held.keys()][i] ?? null,
    removeItem: (key) => held.delete(key),
  })
  expect([...held.keys()]).toEqual([LANGUAGE, 'other'])
})
