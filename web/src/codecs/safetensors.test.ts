import { expect, test } from 'vitest'
import { readSafetensors } from './safetensors.js'

function file(header: string, length = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(new TextEncoder().encode(header), 8)
  return bytes
}
const reader = (bytes: Uint8Array) => async (start: number, end: number) => bytes.slice(start, end)

test('tensors, their shapes and what is said of them', async () => {
  const header = JSON.stringify({
    __metadata__: { format: 'pt' },
    'layer.weight': { dtype: 'F16', shape: [2, 3], data_offsets: [0, 12] },
    scale: { dtype: 'F32', shape: [], data_offsets: [12, 16] },
  })
  expect(await readSafetensors(reader(file(header)))).toEqual({
    metadata: [['format', 'pt']],
    tensors: [
      { name: 'layer.weight', type: 'F16', shape: [2, 3], bytes: 12 },
      { name: 'scale', type: 'F32', shape: [], bytes: 4 },
    ],
    parameters: 7,
  })
})

test('a long header is read by a second range', async () => {
  const entries = Array.from({ length: 8000 }, (_, i) => [
    `model.layers.${i}.weight`,
    { dtype: 'BF16', shape: [4, 4], data_offsets: [i * 32, i * 32 + 32] },
  ])
  const { tensors } = await readSafetensors(reader(file(JSON.stringify(Object.fromEntries(entries)))))
  expect(tensors).toHaveLength(8000)
})

test.each([
  ['too short', new Uint8Array(3)],
  ['a length that cannot be', file('{}', 2 ** 40)],
  ['a cut header', file('{"a":1}', 1000)],
  ['no JSON', file('{"a":')],
  ['a list', file('[1,2]')],
  ['a tensor without shape', file('{"a":{"dtype":"F16"}}')],
])('%s is refused in words', async (_name, bytes) => {
  await expect(readSafetensors(reader(bytes))).rejects.toThrow(/\w+ \w+ .*\.$/)
})
