import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRange } from '../../src/http/send-file.js'

test.each([
  ['bytes=0-0', 10, { start: 0, end: 1 }],
  ['bytes=0-9', 10, { start: 0, end: 10 }],
  ['bytes=0-', 10, { start: 0, end: 10 }],
  ['bytes=9-', 10, { start: 9, end: 10 }],
  ['bytes=9-9', 10, { start: 9, end: 10 }],
  ['bytes=3-100', 10, { start: 3, end: 10 }],
  ['bytes=-1', 10, { start: 9, end: 10 }],
  ['bytes=-10', 10, { start: 0, end: 10 }],
  ['bytes=-100', 10, { start: 0, end: 10 }],
  [' bytes=1-2 ', 10, { start: 1, end: 3 }],
  ['bytes=10-', 10, 'outside'],
  ['bytes=10-20', 10, 'outside'],
  ['bytes=999999999999999-', 10, 'outside'],
  ['bytes=-0', 10, 'outside'],
  ['bytes=5-4', 10, undefined],
  ['bytes=-', 10, undefined],
  ['bytes=', 10, undefined],
  ['bytes=a-b', 10, undefined],
  ['bytes=1', 10, undefined],
  ['bytes=0-1,3-4', 10, undefined],
  ['bytes=+1-2', 10, undefined],
  ['bytes=1.5-2', 10, undefined],
  ['bytes=0x1-0x2', 10, undefined],
  ['bytes=9999999999999999-', 10, undefined],
  ['items=0-1', 10, undefined],
  ['', 10, undefined],
  [undefined, 10, undefined],
  ['bytes=0-0', 0, { start: 0, end: 0 }],
  ['bytes=-5', 0, { start: 0, end: 0 }],
])('%j of %i bytes', (header, size, expected) => expect(parseRange(header, size)).toEqual(expected))

test('a range is never empty, nor does it go beyond the file', () => {
  const number = fc.option(fc.nat(30), { nil: '' })
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 20 }), (first, last, size) => {
      const range = parseRange(`bytes=${first}-${last}`, size)
      if (range === undefined || range === 'outside') return
      expect(range.start).toBeGreaterThanOrEqual(0)
      expect(range.end).toBeGreaterThan(range.start)
      expect(range.end).toBeLessThanOrEqual(size)
    }),
  )
})
