import { expect, test } from 'vitest'
import { readGguf } from './gguf.js'

/** Writes what the format says, field by field. */
class Writer {
  readonly parts: Uint8Array[] = []
  private put(length: number, fill: (view: DataView) => void): this {
    const bytes = new Uint8Array(length)
    fill(new DataView(bytes.buffer))
    this.parts.push(bytes)
    return this
  }
  u32 = (value: number) => this.put(4, (view) => view.setUint32(0, value, true))
  u64 = (value: number) => this.put(8, (view) => view.setBigUint64(0, BigInt(value), true))
  f32 = (value: number) => this.put(4, (view) => view.setFloat32(0, value, true))
  text(value: string): this {
    const bytes = new TextEncoder().encode(value)
    this.u64(bytes.length)
    this.parts.push(bytes)
    return this
  }
  get bytes(): Uint8Array {
    return new Uint8Array(this.parts.flatMap((part) => [...part]))
  }
}
const MAGIC = 0x46554747
const start = (tensors: number, entries: number) => new Writer().u32(MAGIC).u32(3).u64(tensors).u64(entries)
const reader = (bytes: Uint8Array) => async (from: number, to: number) => bytes.slice(from, to)

test('metadata and tensors', async () => {
  const file = start(1, 3)
  file.text('general.architecture').u32(8).text('llama')
  file.text('rope.scale').u32(6).f32(0.1)
  file.text('tokens').u32(9).u32(8).u64(10)
  for (let i = 0; i < 10; i++) file.text(`t${i}`)
  file.text('blk.0.weight').u32(2).u64(4).u64(8).u32(12).u64(0)
  expect(await readGguf(reader(file.bytes))).toEqual({
    metadata: [
      ['GGUF', '3'],
      ['general.architecture', 'llama'],
      ['rope.scale', '0.1'],
      ['tokens', '[t0, t1, t2, t3, t4, t5, t6, t7, … 10]'],
    ],
    tensors: [{ name: 'blk.0.weight', type: 'Q4_K', shape: [4, 8] }],
    parameters: 32,
  })
})

test('a header longer than the first range is read on', async () => {
  const file = start(0, 1).text('vocabulary').u32(8).text('가'.repeat(300_000))
  const { metadata } = await readGguf(reader(file.bytes))
  expect(metadata[1]?.[0]).toBe('vocabulary')
})

test.each([
  ['another file', new Writer().u32(1).u32(3).bytes],
  ['an old version', new Writer().u32(MAGIC).u32(1).u64(0).u64(0).bytes],
  ['a count that cannot be', start(2 ** 40, 0).bytes],
  ['a cut file', start(1, 0).text('weight').bytes],
  ['an unknown type of value', start(0, 1).text('a').u32(77).u64(0).bytes],
  ['too many dimensions', start(1, 0).text('w').u32(99).u64(0).u64(0).bytes],
])('%s is refused in words', async (_name, bytes) => {
  await expect(readGguf(reader(bytes))).rejects.toThrow(/\w+ \w+ .*\.$/)
})
