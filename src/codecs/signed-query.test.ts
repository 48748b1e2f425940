import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openQuery, signQuery } from './signed-query.js'

const KEY = Buffer.alloc(32, 7)
const PATH = '/api/lfs/objects/abc'
const NOW = new Date(1_700_000_000_000)
const EXP = 1_700_000_100
const signed = (values: Record<string, string | number> = { repo: 5, user: 7, exp: EXP }) =>
  signQuery(KEY, 'PUT', PATH, values)
const opened = (query: string, { key = KEY, method = 'PUT', path = PATH, now = NOW } = {}) =>
  openQuery(key, method, path, query, now)

test('a signed query opens to its values', () => {
  expect(Object.fromEntries(opened(signed()) ?? [])).toEqual({ repo: '5', user: '7', exp: String(EXP) })
})

test('values of any text come back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(opened(signed({ text, exp: EXP }))?.get('text')).toBe(text.toWellFormed())
    }),
  )
})

test('the order of the values does not matter', () => {
  const reversed = signed().split('&').reverse().join('&')
  expect(opened(reversed)?.get('repo')).toBe('5')
})

test('no single character of a signed query can be changed', () => {
  const query = signed()
  for (let i = 0; i < query.length; i++) {
    const other = query[i] === '1' ? '2' : '1'
    const changed = query.slice(0, i) + other + query.slice(i + 1)
    expect(opened(changed), changed).toBeUndefined()
  }
})

test('no value can be added, doubled, taken away or emptied', () => {
  const query = signed()
  const without = (name: string) => query.replace(new RegExp(`&?${name}=[^&]*`), '').replace(/^&/, '')
  for (const changed of [
    `${query}&admin=1`,
    `repo=6&${query}`,
    `${query}&repo=6`,
    `${query}&exp=9999999999`,
    without('repo'),
    without('user'),
    without('sig'),
    query.replace(/sig=[^&]*/, 'sig='),
    query.replace(/(sig=[^&]*)./, '$1'),
    '',
    'sig=',
  ])
    expect(opened(changed), changed).toBeUndefined()
})

test('a query signed for one method, path or key does not open another', () => {
  const query = signed()
  expect(opened(query, { method: 'GET' })).toBeUndefined()
  expect(opened(query, { method: 'put' })).toBeUndefined()
  expect(opened(query, { path: '/api/lfs/objects/abd' })).toBeUndefined()
  expect(opened(query, { path: `${PATH}/` })).toBeUndefined()
  expect(opened(query, { path: '/api/lfs/objects/%61bc' })).toBeUndefined()
  expect(opened(query, { key: Buffer.alloc(32, 8) })).toBeUndefined()
})

test('the parts that are signed cannot be shifted into one another', () => {
  const query = signQuery(KEY, 'PUT', '/a', { exp: EXP })
  expect(openQuery(KEY, 'PUT\n/a', '', query, NOW)).toBeUndefined()
  expect(openQuery(KEY, 'PU', 'T/a', query, NOW)).toBeUndefined()
})

test('CVE-2025-68671: a query that has expired is refused, to the second', () => {
  const query = signed()
  expect(opened(query, { now: new Date(EXP * 1000 - 1) })).toBeDefined()
  expect(opened(query, { now: new Date(EXP * 1000) })).toBeUndefined()
  expect(opened(query, { now: new Date(EXP * 1000 + 1) })).toBeUndefined()
})

test('a query without a time, or with one that is no number, never opens', () => {
  for (const values of [{ repo: 5 }, { exp: '' }, { exp: 'soon' }, { exp: 'NaN' }])
    expect(opened(signed(values as Record<string, string>))).toBeUndefined()
})
