import { expect, test } from 'vitest'
import { ByteReader, CutOff, itemsOf } from './byte-reader.js'

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}
const reader = (...texts: string[]) => new ByteReader(chunks(...texts))
const text = async (bytes: Promise<Buffer | undefined>) => (await bytes)?.toString()

test('bytes are taken by count, across the chunks they came in', async () => {
  const bytes = reader('ab', 'c', 'defg')
  expect(await text(bytes.take(1))).toBe('a')
  expect(await text(bytes.take(4))).toBe('bcde')
  expect(await text(bytes.take(2))).toBe('fg')
  expect(await bytes.take(1)).toBeUndefined()
})

test('a source that ends inside of what was asked for is cut off', async () => {
  await expect(reader('abc').take(4)).rejects.toThrow(CutOff)
  await expect(reader('abc').until(0x0a)).rejects.toThrow(CutOff)
  await expect(reader('abc').skip(4)).rejects.toThrow(CutOff)
})

test('lines are read up to their mark, empty ones too', async () => {
  const lines = itemsOf(chunks('one\ntw', 'o\n\nthr', 'ee\n'), (bytes) => text(bytes.until(0x0a)))
  const found: string[] = []
  for await (const line of lines) found.push(line)
  expect(found).toEqual(['one', 'two', '', 'three'])
})

test('what is left can be read after a consumer stops', async () => {
  const bytes = reader('head', 'body', 'tail')
  await bytes.skip(2)
  for await (const chunk of bytes.rest()) {
    expect(chunk.toString()).toBe('ad')
    break
  }
  const rest: string[] = []
  for await (const chunk of bytes.rest()) rest.push(chunk.toString())
  expect(rest.join('')).toBe('bodytail')
})

test('a source is ended when nobody wants its items any more', async () => {
  let ended = false
  async function* source(): AsyncGenerator<Buffer> {
    try {
      yield Buffer.from('a\nb\n')
      yield Buffer.from('c\n')
    } finally {
      ended = true
    }
  }
  for await (const line of itemsOf(source(), (bytes) => text(bytes.until(0x0a)))) if (line === 'b') break
  expect(ended).toBe(true)
})
