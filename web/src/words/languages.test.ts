import { expect, test } from 'vitest'
import adminEn from './admin/en.js'
import adminKo from './admin/ko.js'
import en from './en.js'
import ko from './ko.js'
import { codes, load, nameOf } from './languages.js'
import { partly } from './partly.js'

const keysOf = (words: object, under = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' ? keysOf(value, `${under}${key}.`) : [`${under}${key} ${typeof value}`],
  )

test('every language of the folder is found, has a name of its own, and is loaded', async () => {
  expect(codes).toEqual(['en', 'ko'])
  expect(codes.map(nameOf)).toEqual(['English', '한국어'])
  expect((await load('ko')).loading).toBe('불러오는 중 …')
  expect(await load('en')).toBe(en)
  await expect(load('xx')).rejects.toThrow('xx')
})

test('Korean lacks no word, and has none that English does not', () => {
  expect(keysOf(ko).sort()).toEqual(keysOf(en).sort())
  expect(keysOf(adminKo).sort()).toEqual(keysOf(adminEn).sort())
})

test('what a language lacks is said in English', () => {
  const words = partly({ loading: 'Chargement …', nav: { sql: 'Requêtes' } })
  expect(words.loading).toBe('Chargement …')
  expect(words.nav).toEqual({ ...en.nav, sql: 'Requêtes' })
  expect(words.found('3', true)).toBe(en.found('3', true))
  expect(words.history).toEqual(en.history)
})
