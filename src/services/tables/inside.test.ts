import { expect, test } from 'vitest'
import { createInside } from './inside.js'

const GIB = 1024 ** 3
const PAGE = { offset: 0, limit: 10 }
const grant = { repo: { id: 1 } } as never

/** Of one file, which is `size` large; counts the processes that are opened. */
function inside(size: number, isLinked = true) {
  const opened = { count: 0 }
  const session = {
    input: (name: string) => ({ path: name, inside: name }),
    ask: async () => ({ kind: 'tar', entries: [{ name: 'a', size: 1 }], refused: 0, isCut: false }),
    end: async () => {
      throw new Error('its folder is in use')
    },
  }
  const made = createInside({
    sandbox: {
      open: async () => {
        opened.count++
        return session
      },
    },
    localFiles: { place: async () => {}, link: async () => ({}), isLinked: async () => isLinked },
    browse: {
      file: async (_: unknown, __: unknown, path: string) => ({ path, blob: { lfs: { sha256: 'a', size } } }),
    },
  } as never)
  return { opened, look: (path: string) => made.look(grant, {} as never, path, PAGE) }
}

test('many who ask for one archive at once share one process, whose end spoils no answer', async () => {
  const { opened, look } = inside(100)
  const found = await Promise.all(Array.from({ length: 5 }, () => look('a.tar')))
  expect(found).toHaveLength(5)
  expect(found[0]).toMatchObject({ kind: 'tar', total: 1 })
  expect(opened.count).toBe(1)
})

test('what must be read through before is not looked into when it is large', async () => {
  const archive = inside(5 * GIB)
  await expect(archive.look('a.tar')).rejects.toMatchObject({ key: 'TaskTooLarge' })
  const inChunks = inside(5 * GIB, false)
  await expect(inChunks.look('a.parquet')).rejects.toMatchObject({ key: 'TaskTooLarge' })
  expect(archive.opened.count + inChunks.opened.count).toBe(0)
})
