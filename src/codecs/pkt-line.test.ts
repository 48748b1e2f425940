import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteReader, CutOff } from './byte-reader.js'
import { BAND, encodeBand, encodePkt, FLUSH, type Packet, readPkt } from './pkt-line.js'

/** A reader of the bytes, in chunks of `size`. */
function readerOf(bytes: Buffer, size = 7): ByteReader {
  async function* source() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return new ByteReader(source())
}
async function packets(bytes: Buffer): Promise<Packet[]> {
  const reader = readerOf(bytes)
  const found: Packet[] = []
  for (let packet = await readPkt(reader); packet; packet = await readPkt(reader)) found.push(packet)
  return found
}

test('packets are written as git-receive-pack documents them', () => {
  expect(encodePkt('a\n').toString()).toBe('0006a\n')
  expect(encodePkt('foobar\n').toString()).toBe('000bfoobar\n')
  expect(encodePkt('').toString()).toBe('0004')
  expect(FLUSH.toString()).toBe('0000')
})

test('what was written is read, however it arrives', async () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(payloads, async (list) => {
      const found = await packets(Buffer.concat([...list.map(encodePkt), FLUSH]))
      expect(found).toEqual([
        ...list.map((each) => ({ kind: 'data', payload: Buffer.from(each) })),
        { kind: 'flush' },
      ])
    }),
  )
})

test('the short packets are told apart', async () => {
  expect((await packets(Buffer.from('000000010002'))).map((packet) => packet.kind)).toEqual([
    'flush',
    'delim',
    'end',
  ])
})

test.each(['zzzz', '-001', '0003', 'fff1', '00 5'])('%s is not the length of a packet', async (head) => {
  await expect(packets(Buffer.from(`${head}${'x'.repeat(9)}`))).rejects.toThrow('not valid')
})

test('a packet that is cut off is an error', async () => {
  await expect(packets(Buffer.from('0009abc'))).rejects.toThrow(CutOff)
  await expect(packets(Buffer.from('00'))).rejects.toThrow(CutOff)
})

test('long data is spread over side-band packets of the greatest size git takes', async () => {
  const data = Buffer.alloc(200_000, 'x')
  const found = await packets(encodeBand(BAND.data, data))
  const payloads = found.map((packet) => (packet.kind === 'data' ? packet.payload : Buffer.alloc(0)))
  expect(payloads.every((payload) => payload[0] === 1 && payload.length + 4 <= 65_520)).toBe(true)
  expect(Buffer.concat(payloads.map((payload) => payload.subarray(1)))).toEqual(data)
  expect(encodeBand(BAND.progress, '').toString('latin1')).toBe('0005\u0002')
})
