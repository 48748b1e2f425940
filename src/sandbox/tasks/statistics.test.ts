import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { give, startSandbox, type TestSandbox } from '../../../test/support/sandbox.js'
import type { Features } from '../../core/features.js'
import type { SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { ColumnStatistics, StatisticsAnswer } from '../statistics/answer.js'

/** Tables, and what pandas says of them; see test/vectors/make-statistics.py. */
interface Case {
  name: string
  features: Features
  files: string[]
  expected: StatisticsAnswer
}
const CASES: Case[] = JSON.parse(await readFile('test/vectors/statistics.json', 'utf8'))
const DEADLINE = { deadlineMs: 120_000 }

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

let session: SandboxSession
beforeAll(async () => {
  session = await sandbox.open()
})
afterAll(() => session.end())

async function statisticsOf({ name, files, features }: Case): Promise<StatisticsAnswer> {
  const paths: string[] = []
  for (const [i, file] of files.entries())
    paths.push(await give(session, `${name.replaceAll(' ', '-')}.${i}`, Buffer.from(file, 'base64')))
  return session.ask({ name: 'statistics', input: { paths, features } }, DEADLINE)
}

describe('every figure is the one that pandas has:', () => {
  test.each(CASES)('$name', async (given) => {
    const answer = await statisticsOf(given)
    expect(answer.num_examples).toBe(given.expected.num_examples)
    expect(answer.statistics.map(({ column_name }) => column_name)).toEqual(
      given.expected.statistics.map(({ column_name }) => column_name),
    )
    for (const [i, expected] of given.expected.statistics.entries()) {
      const { extra, ...column } = answer.statistics[i] as ColumnStatistics
      const { extra: expectedExtra, ...expectedColumn } = expected
      expectSame(column, expectedColumn, `${given.name}: ${column.column_name}`)
      for (const [key, value] of Object.entries(expectedExtra))
        expectSame(extra[key], value, `${given.name}: ${column.column_name}: ${key}`)
    }
  })
})

/** Equal, with numbers equal to nine digits. */
function expectSame(actual: unknown, expected: unknown, where: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const isNear = Math.abs(actual - expected) <= 1e-9 * Math.max(Math.abs(actual), Math.abs(expected))
    expect(isNear || actual, where).toBe(isNear || expected)
  } else if (
    typeof expected === 'object' &&
    expected !== null &&
    typeof actual === 'object' &&
    actual !== null
  ) {
    expect(Object.keys(actual).sort(), where).toEqual(Object.keys(expected).sort())
    for (const [key, value] of Object.entries(expected))
      expectSame((actual as Record<string, unknown>)[key], value, `${where}.${key}`)
  } else expect(actual, where).toEqual(expected)
}

test('a file that is no Parquet is an error in words', async () => {
  const broken = { name: 'broken', features: [], files: ['AAAA'], expected: {} as StatisticsAnswer }
  await expect(statisticsOf(broken)).rejects.toMatchObject({ kind: 'task' })
})
