import { afterEach, expect, test, vi } from 'vitest'
import { rowsFrame } from './rows-frame.js'

afterEach(() => vi.unstubAllGlobals())

const WANTED = { dataset: 'a/b', config: 'c', split: 's', words: '', where: '', order: '' }
const FIRST = { features: [{ feature_idx: 0, name: 'id', type: {} }], rows: [], num_rows_total: 500 }

test('a page that could not be had is an error once, and is asked for anew', async () => {
  const rows = [{ row_idx: 100, row: { id: 1 }, truncated_cells: [] }]
  const answers = [
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => Promise.resolve(Response.json({ ...FIRST, rows })),
  ]
  vi.stubGlobal('fetch', () => answers.shift()?.())
  const place = { rowStart: 120, rowEnd: 140, columns: ['id'] }
  await expect(rowsFrame(WANTED, FIRST).fetch?.(place)).rejects.toThrow('Failed to fetch')
  const again = rowsFrame(WANTED, FIRST)
  await again.fetch?.(place)
  expect(again.getCell({ row: 100, column: 'id' })).toEqual({ value: 1 })
})
