import { listValue } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { cellText } from './render.js'

test('a value that is kept as JSON is shown as what it is, also inside lists', () => {
  const lists = { _type: 'List' as const, feature: { _type: 'Json' as const } }
  expect(cellText(listValue(['0', '{"a":\n 1.0}', 'no json']), lists)).toBe('[0,{"a":  1.0},"no json"]')
})
