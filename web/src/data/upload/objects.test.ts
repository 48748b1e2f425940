import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sendObject } from './objects.js'

const PARTS = 'databelt.parts.abc'
const kept = new Map<string, string>()

beforeEach(() => {
  // both parts have arrived: only the last call is left
  kept.set(PARTS, '[1,2]')
  vi.stubGlobal('window', { location: { href: 'https://hub.test/new' } })
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})
afterEach(() => {
  kept.clear()
  vi.unstubAllGlobals()
})

function send(finish: () => Promise<Response>) {
  const header = { chunk_size: '2', 1: 'https://hub.test/p/1', 2: 'https://hub.test/p/2' }
  const actions = { upload: { href: 'https://hub.test/api/lfs/abc?x=1', header } }
  const planned = { objects: [{ oid: 'o', size: 4, actions }] }
  vi.stubGlobal('fetch', (path: string) =>
    path.includes('/batch') ? Promise.resolve(Response.json(planned)) : finish(),
  )
  const object = { oid: 'o', size: 4, file: new File(['1234'], 'a.bin') }
  return sendObject('a/b', object, new AbortController().signal, () => {})
}

test.each([
  ['the network is away', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['the hub fails', () => Promise.resolve(new Response('', { status: 503 }))],
])('when %s at the last call, the parts that arrived are remembered', async (_what, finish) => {
  await expect(send(finish)).rejects.toThrow()
  expect(kept.get(PARTS)).toBe('[1,2]')
})

test('what the hub refused is not believed again, what it took is forgotten', async () => {
  await expect(send(async () => Response.json({ error: 'broken' }, { status: 422 }))).rejects.toThrow(
    'broken',
  )
  expect(kept.has(PARTS)).toBe(false)
  kept.set(PARTS, '[1,2]')
  await expect(send(async () => Response.json({}))).resolves.toBe('sent')
  expect(kept.has(PARTS)).toBe(false)
})
