import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageDimensions } from './dimensions.js'
import { soundOf } from './durations.js'

const bytes = (...parts: (number[] | string)[]) =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)),
  )
const PNG = bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', [0, 0, 1, 2, 0, 0, 0, 3])
const JPEG = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 9, 9, 0xff, 0xff, 0xc0, 0, 17, 8, 0, 20, 1, 0])
const FORMAT = bytes('fmt ', [16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0])
const wav = (dataSize: number[]) => bytes('RIFF', [0, 0, 0, 0], 'WAVE', [...FORMAT], 'data', dataSize)

test('sizes of images, by the first bytes', () => {
  expect(imageDimensions(PNG)).toEqual({ width: 258, height: 3 })
  expect(imageDimensions(JPEG)).toEqual({ width: 256, height: 20 })
  expect(imageDimensions(JPEG.slice(0, 12))).toBe('short')
  expect(imageDimensions(bytes('GIF89a', [2, 1, 3, 0]))).toEqual({ width: 258, height: 3 })
  expect(imageDimensions(bytes('<svg width="9"/>'))).toBeUndefined()
})

test('the length of WAV, also when its header does not say it', () => {
  expect(soundOf(wav([0x80, 0x3e, 0, 0]), 1e6)).toEqual({ seconds: 1, samplingRate: 8000 })
  expect(soundOf(wav([0xff, 0xff, 0xff, 0xff]), 44 + 8000)).toEqual({ seconds: 0.5, samplingRate: 8000 })
  expect(soundOf(wav([]).slice(0, 30), 1000)).toBe('short')
  expect(soundOf(bytes('OggS'), 4)).toBeUndefined()
})

test('no bytes make them throw or go on forever', () => {
  const heads = fc.constantFrom(PNG, JPEG, wav([1, 2, 3, 4]), new Uint8Array())
  fc.assert(
    fc.property(heads, fc.uint8Array({ maxLength: 300 }), fc.nat(60), (head, rest, cut) => {
      const both = new Uint8Array([...head.slice(0, head.length - Math.min(cut, head.length)), ...rest])
      imageDimensions(both)
      soundOf(both, both.length)
    }),
  )
})
