import { expect, test } from 'vitest'
import { findPersonalData, mask } from './personal-data.js'

const kinds = (text: string) => findPersonalData(text).map(({ kind }) => kind)

test('a Korean resident number needs its check digit', () => {
  // made up: weights 2..9,2..5 give the last digit
  expect(kinds('900101-1234568')).toEqual(['residentNumber'])
  expect(kinds('900101-1234567')).toEqual([])
  expect(kinds('991301-1234567')).toEqual([])
})

test('telephone numbers of five countries', () => {
  for (const number of [
    '010-1234-5678',
    '+82 10 1234 5678',
    '090-1234-5678',
    '+84 912 345 678',
    '+66 81 234 5678',
    '06 12 34 56 78',
  ])
    expect(kinds(`call ${number} now`), number).toEqual(['phone'])
})

test('cards by Luhn, addresses, passports', () => {
  expect(kinds('4111 1111 1111 1111')).toEqual(['card'])
  expect(kinds('4111 1111 1111 1112')).toEqual([])
  expect(kinds('kim@example.co.kr')).toEqual(['email'])
  expect(kinds('M12345678 and TR1234567')).toEqual(['passport', 'passport'])
})

test('numbers of data are left alone', () => {
  expect(kinds('1461,2012-01-01,0.0,12.8,5.0,4.7\n37.5665123456,126.9780\n20120101123456')).toEqual([])
})

test('places are told by line, with the value masked', () => {
  expect(findPersonalData('a\nkim@example.org')).toEqual([
    { kind: 'email', line: 2, masked: 'ki•@•••••••.•rg' },
  ])
  expect(mask('010-1234-5678')).toBe('01•-••••-••78')
})
