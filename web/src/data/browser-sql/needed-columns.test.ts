import { expect, test } from 'vitest'
import { columnsMeant, type PlanNode, readColumns } from './needed-columns.js'

const scan = (Table: string, Projections: unknown): PlanNode => ({
  name: 'SEQ_SCAN ',
  extra_info: { Table, Projections },
})

test('columns are those of every scan of a table', () => {
  const plan = [
    { name: 'HASH_JOIN', children: [scan('memory.loaded.t0', ['a', 'b']), scan('memory.loaded.t1', 'x')] },
    scan('t0', 'c'),
    scan('memory.loaded.t2', ''),
  ]
  const found = [...readColumns(plan)].map(([at, columns]) => [at, ...columns])
  expect(found).toEqual([[0, 'a', 'b', 'c'], [1, 'x'], [2]])
})

test('a scan that cannot be told is an error, never a column of nulls', () => {
  expect(() => readColumns([scan('memory.main.other', 'a')])).toThrow(/memory.main.other/)
  expect(() => readColumns([{ name: 'SEQ_SCAN' }])).toThrow()
})

test('a field of a struct stands for its column, and what is unclear for all', () => {
  const all = ['id', 'picture', 'picture.raw', 'text']
  expect(columnsMeant(['text', 'picture.bytes'], all)).toEqual(['picture', 'text'])
  expect(columnsMeant(['picture.raw.bytes', 'id'], all)).toEqual(['id', 'picture.raw'])
  expect(columnsMeant(['two\nlines'], all)).toEqual(all)
  expect(columnsMeant([], all)).toEqual([])
})
