import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageSize } from './image-size.js'
import { soundInfo } from './sound.js'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const SAMPLES: Record<string, Buffer> = {
  png: hex('89504e470d0a1a0a 0000000d 49484452 00000280 000001e0 0802000000'),
  gif: hex('474946383961 8002 e001 f70000'),
  bmp: hex('424d 00000000 00000000 36000000 28000000 80020000 20feffff 0100 1800'),
  webp: hex('52494646 00000000 57454250 56503858 0a000000 10000000 7f0200 df0100'),
  jpeg: hex('ffd8 ffe0 0004 4a46 ffc0 0011 08 01e0 0280 03 012200 021101'),
  tiff: hex('49492a00 08000000 0200 0001 0300 01000000 80020000 0101 0400 01000000 e0010000 00000000'),
}
const WAV = hex(
  '52494646 24000000 57415645 666d7420 10000000 0100 0200 401f0000 007d0000 0400 1000 64617461 00fa0000',
)
const FLAC = hex('664c6143 80000022 1000 1000 000000 000000 0ac442f0 00015888')

test('the size of an image is in its first bytes', () => {
  for (const [kind, bytes] of Object.entries(SAMPLES))
    expect(imageSize(bytes), kind).toMatchObject({ width: 640, height: 480 })
  expect(imageSize(Buffer.from('hello'))).toBeUndefined()
})

test('the length of a sound is in its first bytes', () => {
  expect(soundInfo(WAV)).toEqual({ type: 'audio/wav', rate: 8000, channels: 2, seconds: 2 })
  expect(soundInfo(FLAC)).toEqual({ type: 'audio/flac', rate: 44_100, channels: 2, seconds: 2 })
  expect(soundInfo(Buffer.from('hello'))).toBeUndefined()
})

test('damaged headers are no trouble', () => {
  const samples = [...Object.values(SAMPLES), WAV, FLAC]
  const changes = fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 0, max: 255 })), { maxLength: 8 })
  fc.assert(
    fc.property(fc.constantFrom(...samples), changes, fc.nat(120), (sample, edits, length) => {
      const bytes = Buffer.from(sample.subarray(0, length))
      for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte
      const size = imageSize(bytes)
      if (size) expect(size.width * size.height).toBeGreaterThan(0)
      const sound = soundInfo(bytes)
      if (sound?.seconds !== undefined) expect(sound.seconds).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 5000 },
  )
})
