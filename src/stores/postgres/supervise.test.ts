import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { supervise } from './supervise.js'

const long = () => spawn('sleep', ['60'])
const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null
const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await sleep(5)
}

/** Supervises processes that `make` starts; all of them, and when each was started. */
async function watched(make: (number: number) => Promise<ChildProcess> | ChildProcess) {
  const children: ChildProcess[] = []
  const startedAt: number[] = []
  const launch = async () => {
    startedAt.push(Date.now())
    const child = await make(startedAt.length)
    children.push(child)
    return child
  }
  const ready = async (child: ChildProcess) => {
    await sleep(30)
    if (!isAlive(child)) throw new Error('it ended')
  }
  return { children, startedAt, ...(await supervise({ launch, ready, log: () => {} })) }
}

test('a process that ends is started again at once, each time it had answered', async () => {
  const { children, startedAt, stop } = await watched(long)
  for (let count = 1; count <= 3; count++) {
    const killedAt = Date.now()
    children.at(-1)?.kill('SIGKILL')
    await until(() => children.length > count)
    expect((startedAt.at(-1) ?? 0) - killedAt).toBeLessThan(150)
    await sleep(60)
  }
  await stop()
  expect(children.filter(isAlive)).toEqual([])
})

test('one that ends before it answers is given longer and longer pauses', async () => {
  const { children, startedAt, stop } = await watched((number) => (number === 1 ? long() : spawn('false')))
  children[0]?.kill('SIGKILL')
  await until(() => startedAt.length === 4)
  const pauses = startedAt.slice(2).map((at, i) => at - (startedAt[i + 1] ?? 0))
  expect(pauses[0]).toBeGreaterThanOrEqual(195)
  expect(pauses[1]).toBeGreaterThanOrEqual(395)
  const stopAt = Date.now()
  await stop()
  // not at the end of the pause
  expect(Date.now() - stopAt).toBeLessThan(300)
  const starts = startedAt.length
  await sleep(900)
  expect(startedAt.length).toBe(starts)
})

test('a stop in the middle of a restart leaves no process behind', async () => {
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const { children, startedAt, stop } = await watched(async (number) => {
    if (number > 1) await gate
    return long()
  })
  children[0]?.kill('SIGKILL')
  await until(() => startedAt.length === 2)
  const stopped = stop()
  go()
  await stopped
  expect(children).toHaveLength(2)
  expect(children.filter(isAlive)).toEqual([])
})

test('a program that is not there ends the first start', async () => {
  const missing = () => {
    const child = spawn('/no/such/program')
    void once(child, 'error')
    return child
  }
  await expect(watched(missing)).rejects.toThrow()
})
