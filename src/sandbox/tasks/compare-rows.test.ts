import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { give, startSandbox, type TestSandbox } from '../../../test/support/sandbox.js'
import type { ReaderOptions } from '../../core/layout/types.js'
import type { ChangedRow } from '../compare/page.js'
import type { ComparedRows } from './compare-rows.js'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const DEADLINE = { deadlineMs: 60_000 }
type Given = { before: string; after: string; reader?: 'csv' | 'json'; options?: ReaderOptions }

const compare = (given: Given, page = { offset: 0, limit: 100 }): Promise<ComparedRows> =>
  sandbox.use(async (session) => {
    const { reader = 'csv', options = {} } = given
    const side = async (name: 'before' | 'after') => {
      const path = await give(session, `${name}.${reader}`, given[name])
      return { path, name: `${name}.${reader}`, reader, options }
    }
    const input = { before: await side('before'), after: await side('after'), ...page }
    return session.ask<ComparedRows>({ name: 'compare-rows', input }, DEADLINE)
  })
const told = ({ kind, before, after, changed }: ChangedRow) => [
  kind,
  before?.row ?? null,
  after?.row ?? null,
  changed,
]

describe('rows of two versions', () => {
  test('with an id are matched by it, wherever they are', async () => {
    const found = await compare({
      before: 'id,text,label\n1,가,0\n2,나,1\n3,다,0\n4,라,1\n',
      after: 'id,text,label\n5,마,1\n4,라,1\n1,가,0\n2,"나, 다시",0\n',
    })
    expect(found).toMatchObject({
      key: 'id',
      columns: ['id', 'text', 'label'],
      counts: { added: 1, removed: 1, changed: 1, same: 2 },
      total: 3,
    })
    expect(found.changes.map(told)).toEqual([
      ['added', null, 0, []],
      ['removed', 2, null, []],
      ['changed', 1, 3, [1, 2]],
    ])
    expect(found.changes[2]?.before?.cells).toEqual(['2', '나', '1'])
    expect(found.changes[2]?.after?.cells).toEqual(['2', '나, 다시', '0'])
  })

  test('of many columns are fewer a page, and the answer says how many', async () => {
    const table = (value: string) => {
      const row = (cells: (i: number) => string) => Array.from({ length: 201 }, (_, i) => cells(i)).join(',')
      const rows = Array.from({ length: 150 }, (_, id) => row((i) => (i === 0 ? `${id}` : value)))
      return `${row((i) => (i === 0 ? 'id' : `c${i}`))}\n${rows.join('\n')}\n`
    }
    const given = { before: table('a'), after: table('b') }
    const first = await compare(given, { offset: 0, limit: 1000 })
    expect(first).toMatchObject({ total: 150, limit: 100 })
    expect(first.changes).toHaveLength(100)
    expect((await compare(given, { offset: 100, limit: 1000 })).changes).toHaveLength(50)
  })

  test('without one are matched by their place between equal rows', async () => {
    const found = await compare({
      before: 'text,label\na,1\nb,1\nc,1\nc,1\nd,1\n',
      after: 'text,label\nnew,0\na,1\nB,1\nc,1\nc,1\nd,1\n',
    })
    expect(found.key).toBeNull()
    expect(found.changes.map(told)).toEqual([
      ['added', null, 0, []],
      ['changed', 1, 2, [0]],
    ])
  })

  test('that are equal count as often as they are there', async () => {
    const found = await compare({ before: 'a,b\nx,1\nx,1\nx,1\n', after: 'a,b\nx,1\n' })
    expect(found.counts).toEqual({ added: 0, removed: 2, changed: 0, same: 1 })
  })

  test('that are missing are not the text NULL', async () => {
    const found = await compare({
      reader: 'json',
      before: '{"k":"a","v":null}\n{"k":"b","v":"x"}\n',
      after: '{"k":"a","v":"NULL"}\n{"k":"b","v":"x"}\n',
    })
    expect(found.counts).toMatchObject({ changed: 1, same: 1 })
    expect([found.changes[0]?.before?.cells[1], found.changes[0]?.after?.cells[1]]).toEqual([null, 'NULL'])
  })
})

test('columns that came or went are named, and the others compared', async () => {
  const found = await compare({ before: 'id,a,b\n1,2,3\n', after: 'id,a,c\n1,2,4\n' })
  expect(found).toMatchObject({ newColumns: ['c'], goneColumns: ['b'], total: 0, counts: { same: 1 } })
})

test('a number that became a broken one is compared as a number', async () => {
  const found = await compare({ before: 'id,n\n1,10\n2,20\n', after: 'id,n\n1,10\n2,20.5\n' })
  expect(found.changes.map(told)).toEqual([['changed', 1, 1, [1]]])
})

test('a page is a part of the same list', async () => {
  const table = (add: number) =>
    `id,n\n${Array.from({ length: 50 }, (_, i) => `${i},${i + add}`).join('\n')}\n`
  const given = { before: table(0), after: table(1) }
  const found = await compare(given, { offset: 20, limit: 10 })
  expect(found.total).toBe(50)
  expect(found.changes.map(({ after }) => after?.row)).toEqual(Array.from({ length: 10 }, (_, i) => 20 + i))
})

test('tables without a common column are refused in words', async () => {
  await expect(compare({ before: 'a\n1\n', after: 'b\n1\n' })).rejects.toThrow(/no column in common/)
})
