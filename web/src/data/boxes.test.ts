import { describe, expect, it } from 'vitest'
import { boxColumn, boxesOf } from './boxes.js'

const size = { width: 200, height: 100 }
const names = { _type: 'ClassLabel', names: ['cat', 'dog'] }
const list = (feature: object) => ({ _type: 'List', feature })
const number = { _type: 'Value', dtype: 'float32' }
const lists = { name: 'objects', type: { bbox: list(list(number)), category: list(names) } }
const structs = { name: 'objects', type: list({ bbox: list(number), category: names }) }
const plain = { name: 'text', type: { _type: 'Value', dtype: 'string' } }

describe('boxes', () => {
  it.each([
    [lists, { bbox: [[20, 10, 100, 50]], category: [1] }],
    [structs, [{ bbox: [20, 10, 100, 50], category: 1 }]],
  ])('are known in both shapes', (column, value) => {
    const found = boxColumn([plain, column as never])
    expect(found?.column).toBe('objects')
    expect(found && boxesOf(value, found, size)).toEqual([
      { left: 0.1, top: 0.1, width: 0.5, height: 0.5, label: 'dog', group: 1 },
    ])
  })
  it('may be two corners, or shares', () => {
    const found = boxColumn([lists as never])
    const of = (bbox: number[][]) => found && boxesOf({ bbox, category: [0, 0] }, found, size)
    expect(of([[100, 50, 180, 90]])?.[0]).toMatchObject({ left: 0.5, top: 0.5, width: 0.4, height: 0.4 })
    expect(of([[0.5, 0.5, 0.25, 0.25]])?.[0]).toMatchObject({ left: 0.5, top: 0.5, width: 0.25 })
  })
  it('are none where nothing fits', () => {
    const found = boxColumn([lists as never])
    expect(boxColumn([plain])).toBeUndefined()
    for (const value of [null, 7, [], {}, { bbox: [[1, 2]], category: [0] }, { bbox: 'x' }])
      expect(found && boxesOf(value, found, size)).toEqual([])
  })
  it('have the text of a label that is no number', () => {
    const text = {
      name: 'o',
      type: { bbox: list(list(number)), label: list({ _type: 'Value', dtype: 'string' }) },
    }
    const found = boxColumn([text as never])
    const boxes =
      found &&
      boxesOf(
        {
          bbox: [
            [0, 0, 9, 9],
            [9, 9, 9, 9],
          ],
          label: ['a', 'b'],
        },
        found,
        size,
      )
    expect(boxes?.map(({ label, group }) => [label, group])).toEqual([
      ['a', 0],
      ['b', 1],
    ])
  })
})
