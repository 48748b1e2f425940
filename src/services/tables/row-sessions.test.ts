import { expect, test } from 'vitest'
import type { Sandbox, SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { LocalFiles } from './local-files.js'
import { RowSessions } from './row-sessions.js'

/** Processes that are counted, and answer when they are let. */
function counted() {
  let open = 0
  let opened = 0
  const waiting: (() => void)[] = []
  const sandbox = {
    open: async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      open++
      opened++
      let isOver = false
      const session = {
        ask: (task: { name: string }) =>
          task.name === 'wait'
            ? new Promise<void>((resolve) => waiting.push(resolve))
            : Promise.resolve(isOver ? 'over' : 'done'),
        end: async () => {
          if (!isOver) open--
          isOver = true
        },
      }
      return session as unknown as SandboxSession
    },
  } as unknown as Sandbox
  const sessions = new RowSessions(sandbox, {} as LocalFiles)
  const ask = (repoId: number, name = 'rows') => sessions.ask<string>(repoId, name, [], () => ({}))
  const goOn = () => {
    for (const resume of waiting.splice(0)) resume()
  }
  return { ask, goOn, close: () => sessions.close(), counts: () => ({ open, opened }), waiting }
}

test('two who ask for one repo at once get one process, however many there are', async () => {
  const { ask, close, counts } = counted()
  for (let repoId = 0; repoId < 10; repoId++) await Promise.all([ask(repoId), ask(repoId)])
  expect(counts()).toEqual({ open: 4, opened: 10 })
  await close()
  expect(counts().open).toBe(0)
})

test('a process at work is not ended for another repo', async () => {
  const { ask, goOn, close, counts, waiting } = counted()
  const working = [1, 2, 3, 4].map((repoId) => ask(repoId, 'wait'))
  while (waiting.length < 4) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(await ask(5)).toBe('done')
  expect(counts().open).toBe(5)
  goOn()
  await Promise.all(working)
  expect(await ask(6)).toBe('done')
  expect(counts().open).toBe(4)
  await close()
})
