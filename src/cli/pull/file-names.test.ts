import { expect, test } from 'vitest'
import { GivenNames, safeName } from './file-names.js'

test.each([
  ['cat.png', 'cat.png'],
  ['한글 이름.jpg', '한글 이름.jpg'],
  ['../../x', 'x.wav'],
  ['/etc/passwd', 'passwd.wav'],
  ['C:\\Windows\\cat.png', 'cat.png'],
  ['C:cat.png', 'C_cat.png'],
  ['CON', '_CON.wav'],
  ['con.png', '_con.png'],
  ['Com1.tar.gz', '_Com1.tar.gz'],
  ['console.png', 'console.png'],
  ['..', '7.wav'],
  ['', '7.wav'],
  [null, '7.wav'],
  ['a/', '7.wav'],
  ['.hidden.png', '_hidden.png'],
  ['dot. . ', 'dot.wav'],
  ['a\u0000b\n?.png', 'a_b__.png'],
  ['e\u0301.png', '\u00e9.png'],
  ['\ud800.png', '\ufffd.png'],
])('%j is written as %j', (name, expected) => {
  expect(safeName(name, 'wav', 7)).toBe(expected)
})

test('a long name keeps its extension and whole characters', () => {
  expect(safeName('a', 'x/../../.bashrc', 0)).toBe('a')
  const name = safeName(`${'고양이'.repeat(100)}.png`, null, 0)
  expect(name).toMatch(/^[고양이]+\.png$/)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(204)
  expect(Buffer.byteLength(safeName(`a.${'b'.repeat(500)}`, null, 0))).toBeLessThanOrEqual(200)
})

test('no two files get one name, also where capitals are no difference', () => {
  const names = new GivenNames()
  const given = [
    names.take('a.png', 0),
    names.take('A.PNG', 1),
    names.take('a-1.png', 2),
    names.take('a.png', 1),
  ]
  expect(given).toEqual(['a.png', 'A-1.PNG', 'a-1-2.png', 'a-1-3.png'])
  expect(names.take('metadata.jsonl', 5)).toBe('metadata-5.jsonl')
})

test('a hundred thousand different names are nearly all kept', () => {
  const names = new GivenNames()
  let changed = 0
  for (let i = 0; i < 100_000; i++) if (names.take(`${i}.png`, i) !== `${i}.png`) changed++
  expect(changed).toBeLessThan(5)
})
