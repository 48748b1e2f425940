import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSandbox } from './pool.js'
import { type Sandbox, SandboxFailed, type SandboxSession } from './sandbox.js'

let folder: string
let sandbox: Sandbox
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-sandbox-'))
  sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main: 'dist/sandbox/main.js',
    memoryBytes: 2e9,
    spare: 1,
    most: 3,
  })
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

const withSession = async <T>(work: (session: SandboxSession) => Promise<T>): Promise<T> => {
  const session = await sandbox.open()
  return work(session).finally(() => session.end())
}
const convertCsv = (csv: string, deadlineMs = 30_000) =>
  withSession(async (session) => {
    const { path, inside } = session.input('0')
    await writeFile(path, csv)
    const files = [{ path: inside, name: 'a.csv' }]
    return session.ask<object>(
      { name: 'convert', input: { reader: 'csv', options: {}, files, output: 'part.parquet' } },
      { deadlineMs },
    )
  })

test('a file becomes Parquet, with the types that pandas would give', async () => {
  const csv = 'id,name,score,ok,gap,empty\n1,가,1.5,true,3,\n2,나,2,false,,\n'
  expect(await convertCsv(csv)).toMatchObject({
    numRows: 2,
    features: [
      { name: 'id', type: { dtype: 'int64' } },
      { name: 'name', type: { dtype: 'string' } },
      { name: 'score', type: { dtype: 'float64' } },
      { name: 'ok', type: { dtype: 'bool' } },
      { name: 'gap', type: { dtype: 'float64' } },
      { name: 'empty', type: { dtype: 'float64' } },
    ],
  })
})

test('a process that does not end in time is killed, and says so', async () => {
  await expect(convertCsv('a\n1\n', 1)).rejects.toMatchObject({ kind: 'deadline' })
})

test('what is wrong with a task does not end the session', async () => {
  await withSession(async (session) => {
    const missing = { name: 'inspect', input: { path: '/in/none' } }
    await expect(session.ask(missing, { deadlineMs: 10_000 })).rejects.toMatchObject({ kind: 'task' })
    await expect(session.ask(missing, { deadlineMs: 10_000 })).rejects.toMatchObject({ kind: 'task' })
  })
})

test('a caller that goes away ends its process', async () => {
  const gone = AbortSignal.abort()
  await withSession(async (session) => {
    const ask = session.ask(
      { name: 'inspect', input: { path: '/in/none' } },
      { deadlineMs: 1000, signal: gone },
    )
    await expect(ask).rejects.toMatchObject({ kind: 'cancelled' })
  })
})

test('more processes than there may be are refused at once', async () => {
  const sessions = await Promise.all([sandbox.open(), sandbox.open(), sandbox.open()])
  await expect(sandbox.open()).rejects.toThrow(SandboxFailed)
  for (const session of sessions) await session.end()
  await (await sandbox.open()).end()
})
