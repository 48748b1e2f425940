import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubError } from '../../src/core/errors.js'
import type { Principal } from '../../src/core/policy.js'
import { createSql, type Sql } from '../../src/services/sql/sql.js'
import type { TableSource } from '../../src/services/sql/table-source.js'
import { findWalls, type Walls } from '../../src/stores/sandbox/jail.js'
import { openSandbox } from '../../src/stores/sandbox/pool.js'
import type { Sandbox, SandboxSession } from '../../src/stores/sandbox/sandbox.js'
import { type Canaries, layCanaries } from '../support/sql-canaries.js'
import { testTables } from '../support/sql-tables.js'
import { ATTACKS, type AttackGroup } from '../vectors/sql-attacks.js'

const LIMITS = { seconds: 3, rows: 200_000, bytes: 50e6, tempBytes: 300e6, queries: 20, queriesEach: 10 }
/** The deadline, and two seconds to end in. */
const MOST_MS = LIMITS.seconds * 1000 + 2000
const AT_ONCE = 2
const STOPPED = ['SqlTooSlow', 'SqlTooLarge', 'SqlCrashed']
const REFUSED = ['SqlRefused', 'BadSql', 'RepoNotFound', 'BadRequest', 'InvalidName']

interface Outcome {
  sql: string
  ms: number
  /** Key of the error, or 'result'. */
  end: string
  text: string
}
type Format = 'json' | 'csv' | 'parquet'
type Attack = (sql: string, format: Format) => Promise<Outcome>

const user = (name: string, userId: number): Principal => ({
  ...{ kind: 'user', userId, name, isAdmin: false, scope: { role: 'read' } },
  credential: { kind: 'token', id: userId, name: 'test', createdAt: new Date() },
})
const mallory = { principal: user('mallory', 1), address: '::1' }
const minji = { principal: user('minji', 2), address: '::1' }

let folder: string
let canaries: Canaries
let tables: TableSource
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-attacks-'))
  canaries = await layCanaries()
  const authorize = async (principal: Principal, _: unknown, repo: { namespace: string; name: string }) => {
    const isOwn = principal.kind === 'user' && principal.name === repo.namespace
    if (!isOwn || !['own', 'secret'].includes(repo.name))
      throw new HubError('RepoNotFound', { repo: `${repo.namespace}/${repo.name}` })
  }
  const made = await testTables({ authorize } as never, folder)
  const rows = `select i as id, 'label ' || i as label, i / 2.0 as score from range(1000) t(i)`
  await made.add('mallory/own', 'default', 'train', rows)
  await made.add('minji/own', 'default', 'train', rows)
  await made.add('minji/secret', 'default', 'train', `select 'root:x:0:0' as word`)
  tables = made
})
afterAll(async () => {
  await canaries?.remove()
  await rm(folder, { recursive: true, force: true })
})

/** A sandbox that tells when each session began. */
const timed = (sandbox: Sandbox, began: (at: number) => void): Sandbox => ({
  ...sandbox,
  open: async () => {
    const session = await sandbox.open()
    began(Date.now())
    return session
  },
})

async function readAll(sql: Sql, caller: typeof mallory, text: string, format: Format) {
  const { body } = await sql.run(caller, { sql: text, format })
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('latin1')
}

/** The whole way of a query: it is read, its tables are looked up, it is run. */
const throughTheService =
  (sandbox: Sandbox, neighbour: SandboxSession): Attack =>
  async (sql, format) => {
    let began = Date.now()
    const service = createSql({ sandbox: timed(sandbox, (at) => (began = at)), tables, limits: LIMITS })
    const text = canaries.fill(sql, neighbour.input('0').inside.slice(0, -2))
    try {
      const answer = await readAll(service, mallory, text, format)
      return { sql, ms: Date.now() - began, end: 'result', text: answer }
    } catch (error) {
      const end = error instanceof HubError ? error.key : `not an error of ours: ${error}`
      return { sql, ms: Date.now() - began, end, text: String((error as Error).message) }
    }
  }

/** As if the reading of the statement were broken: straight to the engine, which has its locks only. */
const toTheEngine =
  (sandbox: Sandbox, neighbour: SandboxSession): Attack =>
  async (sql, format) => {
    const session = await sandbox.open()
    const began = Date.now()
    let text = ''
    session.body.on('data', (bytes: Buffer) => {
      text = (text + bytes.toString('latin1')).slice(-1e7)
    })
    try {
      const input = {
        sql: canaries.fill(sql, neighbour.input('0').inside.slice(0, -2)),
        tables: [
          {
            schema: 'mallory/own',
            name: 'train',
            paths: await tables.place([{ sha256: '0.parquet', size: 0 }], session),
          },
        ],
        ...{ format, maxRows: LIMITS.rows, maxBytes: LIMITS.bytes, tempBytes: LIMITS.tempBytes, threads: 2 },
      }
      const answer = await session.ask({ name: 'run-sql', input }, { deadlineMs: LIMITS.seconds * 1000 })
      return { sql, ms: Date.now() - began, end: 'result', text: text + JSON.stringify(answer) }
    } catch (error) {
      const { kind, code, message } = error as { kind: string; code: string; message: string }
      return { sql, ms: Date.now() - began, end: kind === 'task' ? code : kind, text: text + message }
    } finally {
      await session.end()
    }
  }

const RIGHT = JSON.stringify([[1000, 499500]])
async function askNeighbour(sandbox: Sandbox): Promise<string | undefined> {
  const service = createSql({ sandbox, tables, limits: { ...LIMITS, seconds: 60 } })
  const answer = await readAll(service, minji, 'select count(*), sum(id) from "minji/own".train', 'json')
  const { rows } = JSON.parse(answer) as { rows: unknown }
  return JSON.stringify(rows) === RIGHT ? undefined : `the neighbour read ${answer}`
}

function problemOf(outcome: Outcome, group: AttackGroup | undefined): string | undefined {
  const seen = canaries.seenIn(outcome.text)
  if (seen) return `it read ${seen}`
  if (outcome.ms > MOST_MS) return `it took ${outcome.ms} ms`
  const allowed =
    group && { refused: REFUSED, stopped: [...STOPPED, 'BadSql'], harmless: undefined }[group.outcome]
  return allowed && !allowed.includes(outcome.end)
    ? `it ended as ${outcome.end}: ${outcome.text.slice(0, 300)}`
    : undefined
}

/** Parquet is written by a statement of ours around that of the user. Text may be cut; CSV may not. */
const formatsOf = (group: AttackGroup): Format[] =>
  group.outcome === 'stopped' ? ['csv'] : /tricks/.test(group.name) ? ['json', 'parquet'] : ['json']

/** Runs the attacks, some at a time, with a neighbour at work beside them. Returns what went wrong. */
async function attackAll(
  attack: Attack,
  sandbox: Sandbox,
  { check, withLimits, every }: Case,
): Promise<string[]> {
  const wrong: string[] = []
  const table: Record<string, Record<string, number>> = {}
  const groups = ATTACKS.filter((group) => withLimits || group.outcome !== 'stopped')
  const all = groups.flatMap((group) =>
    group.attacks.flatMap((sql) => formatsOf(group).map((format) => ({ group, sql, format }))),
  )
  const rest = all.filter((_, i) => i % every === 0)
  let done = 0
  const worker = async () => {
    for (let one = rest.shift(); one; one = rest.shift()) {
      const { group, sql, format } = one
      const besides = group.outcome === 'stopped' || done++ % 10 === 0 ? askNeighbour(sandbox) : undefined
      const outcome = await attack(sql, format)
      const problem = problemOf(outcome, check ? group : undefined) ?? (await besides?.catch(String))
      if (problem) wrong.push(`${group.name}: ${sql.slice(0, 200)}: ${problem}`)
      table[group.name] ??= {}
      const row = table[group.name] as Record<string, number>
      row[outcome.end] = (row[outcome.end] ?? 0) + 1
      if (
        process.env.SQL_ATTACKS_VERBOSE &&
        (outcome.end === 'result' || outcome.ms > MOST_MS - 2000 || !check)
      )
        console.log(
          group.name,
          '|',
          sql.slice(0, 120),
          '|',
          outcome.end,
          outcome.ms,
          outcome.text.slice(0, 200),
        )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  console.table(table)
  return wrong
}

const none: Walls = { namespaces: 'none', limits: true, missing: ['forced'] }
interface Case {
  name: string
  walls: Walls | undefined
  way: typeof throughTheService
  /** Whether each attack must end as its group says; else only what it does is looked at. */
  check: boolean
  /** Also those that end at a limit, which does not depend on the other walls. */
  withLimits: boolean
  /** One attack of so many is run: a run of all takes minutes, and most are refused before they meet a wall. */
  every: number
}
const CASES: Case[] = [
  {
    name: 'behind all walls',
    walls: undefined,
    way: throughTheService,
    check: true,
    withLimits: true,
    every: 1,
  },
  {
    name: 'without namespaces',
    walls: none,
    way: throughTheService,
    check: true,
    withLimits: false,
    every: 8,
  },
  {
    name: 'without namespaces and without the reading of the statement',
    ...{ walls: none, way: toTheEngine, check: false, withLimits: false, every: 8 },
  },
]

test('there are many attacks, each once', () => {
  const all = ATTACKS.flatMap((group) => group.attacks)
  expect(all.length).toBeGreaterThanOrEqual(200)
  expect(new Set(all).size).toBe(all.length)
})

describe.each(CASES)('$name', (one) => {
  const { walls, way } = one
  test('no attack reads, writes, reaches or outlives what it must not', { timeout: 1_800_000 }, async ({
    skip,
  }) => {
    if (!walls && (await findWalls()).namespaces === 'none') skip('namespaces are not possible here')
    const sandbox = await openSandbox({
      ...{ folder: join(folder, 'work'), main: 'dist/sandbox/main.js', memoryBytes: 2e9, spare: 2, most: 12 },
      ...(walls && { walls }),
    })
    try {
      const neighbour = await sandbox.open()
      await tables.place([{ sha256: '0.parquet', size: 0 }], neighbour)
      expect(await attackAll(way(sandbox, neighbour), sandbox, one)).toEqual([])
      expect(await canaries.harm()).toBeUndefined()
      await neighbour.end()
      // what is left are the processes started ahead
      const [own = ''] = await readdir(join(folder, 'work'))
      await expect.poll(async () => (await readdir(join(folder, 'work', own))).length).toBeLessThanOrEqual(2)
    } finally {
      await sandbox.close()
    }
  })
})
