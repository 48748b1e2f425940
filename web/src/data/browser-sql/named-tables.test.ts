import { expect, test } from 'vitest'
import { namedTables } from './named-tables.js'

const names = (sql: string) => namedTables(sql).map(({ dataset, name }) => `${dataset}|${name}`)

test('each way to name a table is found, once', () => {
  expect(names('from "a/b".train join "a/b" . "한국어/test" using (id), "A/B".TRAIN, "c/d-1.0"')).toEqual([
    'a/b|train',
    'a/b|한국어/test',
    'c/d-1.0|',
  ])
})

test('a quote within a name is one quote; what is no data set is not asked for', () => {
  expect(names('from "a/b"."x""y/z"')).toEqual(['a/b|x"y/z'])
  expect(names(`select "price", "a/b/c", "../../x", "a b/c", 'x' from t`)).toEqual([])
})
