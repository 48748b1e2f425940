import { describe, expect, it } from 'vitest'
import { parseCondition } from '../../../src/core/row-filter.js'
import { COMPARISONS, conditionText, exampleOf, joined, needsValue, partsOf } from './conditions.js'
import { groupOf, type Place, placesOf } from './features.js'

const columns = [
  { name: 'text', type: { _type: 'Value', dtype: 'string' } },
  { name: 'a "b"', type: { _type: 'Value', dtype: 'int64' } },
  { name: 'flag', type: { _type: 'Value', dtype: 'bool' } },
  { name: 'when', type: { _type: 'Value', dtype: 'timestamp[us]' } },
  { name: 'label', type: { _type: 'ClassLabel', names: ['no', 'yes'] } },
  { name: 'list', type: { _type: 'List', feature: { _type: 'Value', dtype: 'int64' } } },
  { name: 'inside', type: { deep: { _type: 'Value', dtype: 'float64' } } },
]
const places = placesOf(columns)
const place = (name: string) => places.find(({ path }) => path.join('.') === name) as Place

describe('conditions', () => {
  it('are all understood by the hub', () => {
    const values = {
      number: '3',
      text: "it's",
      class: '1',
      flag: '',
      time: '2020-01-31',
      list: '2',
      other: '',
    }
    for (const each of places)
      for (const comparison of COMPARISONS[groupOf(each.feature)]) {
        const isLength = comparison === 'longerThan'
        const text = conditionText(each, comparison, isLength ? '5' : values[groupOf(each.feature)])
        expect(() => parseCondition(text ?? '', columns as never), `${each.path} ${comparison}`).not.toThrow()
      }
    expect(places.map(({ path }) => path.join('.'))).toContain('inside.deep')
  })
  it('quote what was written', () => {
    expect(conditionText(place('text'), 'is', "it's")).toBe(`"text" = 'it''s'`)
    expect(conditionText(place('a "b"'), 'atLeast', '12345678901234567890')).toBe(
      '"a ""b""" >= 12345678901234567890',
    )
  })
  it('look for the signs of patterns as they are', () => {
    expect(conditionText(place('text'), 'contains', '안녕')).toBe(`"text" ILIKE '%안녕%'`)
    expect(conditionText(place('text'), 'contains', '100% [a]*')).toBe(`"text" GLOB '*100% [[]a][*]*'`)
  })
  it('are none without a value that fits', () => {
    expect(conditionText(place('text'), 'is', '')).toBeUndefined()
    expect(conditionText(place('a "b"'), 'is', 'seven')).toBeUndefined()
    expect(needsValue('empty')).toBe(false)
  })
})

describe('parts of a condition', () => {
  it.each([
    [`"a" = 1 AND "b" = 'x AND y'`, [`"a" = 1`, `"b" = 'x AND y'`]],
    [`"a" = 1 and ("b" = 2 OR "c" = 3)`, [`"a" = 1`, `("b" = 2 OR "c" = 3)`]],
    [`"a" = 1 OR "b" = 2`, [`"a" = 1 OR "b" = 2`]],
    [`"a" BETWEEN 1 AND 2`, [`"a" BETWEEN 1 AND 2`]],
    [`or_1 = 1 and 그룹and = 2`, ['or_1 = 1', '그룹and = 2']],
    [`"it""s AND" = 1`, [`"it""s AND" = 1`]],
    ['', []],
  ])('%s', (where, parts) => {
    expect(partsOf(where)).toEqual(parts)
  })
  it('keep their meaning when they are joined', () => {
    expect(joined(['"a" = 1 OR "b" = 2', '"c" = 3'])).toBe('("a" = 1 OR "b" = 2) AND "c" = 3')
    expect(joined(['"a" = 1'])).toBe('"a" = 1')
    expect(partsOf(joined(['("a" = 1 OR "b" = 2)', '"c" = 3']))).toHaveLength(2)
  })
})

describe('an example of a condition', () => {
  it('is understood by the hub, whatever the column holds', () => {
    for (const column of columns) {
      const text = exampleOf([column])
      expect(() => parseCondition(text, columns as never), text).not.toThrow()
    }
  })
  it('is about a number, where there is one, and has quotes where they are needed', () => {
    expect(exampleOf(columns)).toBe('"a ""b""" > 5')
    expect(exampleOf([{ name: '별점', type: { _type: 'Value', dtype: 'int64' } }])).toBe('별점 > 5')
    expect(exampleOf([{ name: 'NOT', type: { _type: 'Value', dtype: 'bool' } }])).toBe('"NOT" = true')
    expect(exampleOf([])).toBe('')
  })
})
