import { expect, test } from 'vitest'
import { decodeNames } from './zip-names.js'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

test('names are UTF-8 where they can be, also when the archive does not say so', () => {
  expect(decodeNames([Buffer.from('a.csv'), Buffer.from('한글.csv')])).toEqual(['a.csv', '한글.csv'])
})

test('names of Windows in Korea are CP949', () => {
  // 고양이/1.png, 강아지/2.png, 똠.csv: the last has a syllable that EUC-KR lacks
  const names = ['b0ed beE7 c0cc 2f31 2e70 6e67', 'b0ad bec6 c1f6 2f32 2e70 6e67', '8c63 2e63 7376'].map(
    bytes,
  )
  expect(decodeNames([...names, Buffer.from('a.csv')])).toEqual([
    '고양이/1.png',
    '강아지/2.png',
    '똠.csv',
    'a.csv',
  ])
})

test('other names are of the first IBM PC, as zip says', () => {
  expect(decodeNames([bytes('6361 6682 2e63 7376')])).toEqual(['café.csv'])
})
