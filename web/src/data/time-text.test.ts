import { expect, test } from 'vitest'
import { spanText, timeText } from './time-text.js'

test.each([
  ['1970-01-01T00:00:00', 'en', 'Jan 1, 1970'],
  ['2012-01-05', 'ko', '2012년 1월 5일'],
  ['2026-03-04T15:06:00', 'en', 'Mar 4, 2026, 15:06'],
  ['2026-03-04 15:06:07.250', 'en', 'Mar 4, 2026, 15:06:07.25'],
  ['2026-03-04T15:06:07Z', 'ko', '2026년 3월 4일 15:06:07 UTC'],
  ['2026-03-04T15:06:00+09:00', 'en', 'Mar 4, 2026, 15:06 +09:00'],
])('%s in %s is %s', (value, language, text) => {
  expect(timeText(value, language)).toBe(text)
})

test('what is no time stays as it is', () => {
  for (const value of ['soon', '2026-13-40', '15:06:07', '']) expect(timeText(value, 'en')).toBeUndefined()
})

test.each([
  ['421 days, 21:34:06.342560', 'en', '422 days'],
  ['421 days, 21:34:06.342560', 'ko', '422일'],
  ['1234 days, 0:00:00', 'en', '1,234 days'],
  ['1 day, 12:00:00', 'en', '1.5 days'],
  ['4:57:32.322450', 'ko', '4.96시간'],
  ['0:00:00.500000', 'en', '0.5 seconds'],
])('a span of %s in %s is %s', (span, language, text) => {
  expect(spanText(span, language)).toBe(text)
})

test('what is no span is none', () => expect(spanText('12', 'en')).toBeUndefined())
