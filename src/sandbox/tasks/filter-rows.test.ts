import { afterAll, beforeAll, expect, test } from 'vitest'
import { give, giveBack, startSandbox, type TestSandbox } from '../../../test/support/sandbox.js'
import type { SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { ConvertResult } from './convert.js'
import type { FilterRowsInput, FilterRowsResult } from './filter-rows.js'

const DEADLINE = { deadlineMs: 60_000 }
let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

async function filterable(session: SandboxSession) {
  const parts: FilterRowsInput['parts'] = []
  const csv = ['n,t,x\n1,가,0.5\n2,나,\n3,다,1.5\n', "n,t,x\n4,it's,2\n5,가나,-1\n"]
  let features: ConvertResult['features'] = []
  for (const [i, text] of csv.entries()) {
    const files = [{ path: await give(session, `${i}.csv`, text), name: 'a.csv' }]
    const input = { reader: 'csv', options: {}, files, output: `${i}.parquet` }
    const result = await session.ask<ConvertResult>({ name: 'convert', input }, DEADLINE)
    features = result.features
    parts.push({ path: await giveBack(session, `${i}.parquet`, `${i}.parquet`), numRows: result.numRows })
  }
  return (where: string, orderby = '', offset = 0, length = 100) =>
    session.ask<FilterRowsResult>(
      { name: 'filter-rows', input: { parts, features, where, orderby, offset, length } },
      DEADLINE,
    )
}

test('rows are filtered and ordered over all files', async () => {
  await sandbox.use(async (session) => {
    const filter = await filterable(session)
    const rows = async (where: string, orderby?: string) => (await filter(where, orderby)).row_idx
    expect(await rows('"n" > 2')).toEqual([2, 3, 4])
    expect(await rows(`"t" = 'it''s'`)).toEqual([3])
    expect(await rows(`"t" LIKE '가%' AND "n" != 1`)).toEqual([4])
    expect(await rows('"x" IS NULL OR "n" IN (1, 5)')).toEqual([0, 1, 4])
    expect(await rows('NOT ("n" = 1 OR "n" = 2)', '"n" DESC')).toEqual([4, 3, 2])
    expect(await rows('', '"x"')).toEqual([4, 0, 2, 3, 1])
    expect(await rows('"t".length() = 2')).toEqual([4])
    expect(await filter('"n" > 1', '"n" DESC', 1, 2)).toEqual({
      row_idx: [3, 2],
      num_rows_total: 4,
      partial: false,
    })
  })
})

test('what is wrong with a condition is said in words', async () => {
  await sandbox.use(async (session) => {
    const filter = await filterable(session)
    const wrong = { kind: 'task', code: 'InvalidFilter' }
    await expect(filter('"q" = 1')).rejects.toMatchObject({
      ...wrong,
      message: /The columns are "n", "t", "x"/,
    })
    await expect(filter('"n" = 1; select 1')).rejects.toMatchObject(wrong)
    await expect(filter(`"n" = 'abc'`)).rejects.toMatchObject(wrong)
  })
})
