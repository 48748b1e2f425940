import { describe, expect, test } from 'vitest'
import { type Features, value } from './features.js'
import { columnSql, conditionSql, InvalidFilter, parseCondition, parseOrder } from './row-filter.js'

const FEATURES: Features = [
  ...['a', 'b', 'x2', 'say "hi"', 'a.b', '한글', '__proto__', 'and', 'not'].map((name) => ({
    name,
    type: value('int64'),
  })),
  { name: 's', type: { x: { y: value('string') } } },
]
const sql = (text: string) => conditionSql(parseCondition(text, FEATURES))

test.each([
  [`"a">5`, `("a" > 5)`],
  [`"a" > -5.5e3 AND "b"='x'`, `(("a" > -5.5e3) and ("b" = 'x'))`],
  [`"a"=1 or "b"=2 and "a"<>3`, `(("a" = 1) or (("b" = 2) and ("a" <> 3)))`],
  [`("a"=1 OR "b"=2) AND NOT "a" != 3`, `((("a" = 1) or ("b" = 2)) and (not ("a" <> 3)))`],
  [`"b" LIKE '%it''s%'`, `("b" like '%it''s%')`],
  [`"b" not ilike 'x'`, `(not ("b" ilike 'x'))`],
  [`"a" IN (1, 2,3)`, `("a" in (1, 2, 3))`],
  [`"a" NOT IN ('x')`, `(not ("a" in ('x')))`],
  [`"a" IS NULL`, `("a" is null)`],
  [`"a" is not null`, `(not ("a" is null))`],
  [`"a" between 1 and 2 and "b" = true`, `(("a" between 1 and 2) and ("b" = true))`],
  [`("a") >= 1`, `("a" >= 1)`],
  [`"say ""hi""" = 1`, `("say ""hi""" = 1)`],
  [`"한글" = '가''나'`, `("한글" = '가''나')`],
  [`"s"."x"."y" = 'q'`, `(struct_extract(struct_extract("s", 'x'), 'y') = 'q')`],
  [`"b".length() > 3`, `(length("b") > 3)`],
  [`"__proto__" = 1`, `("__proto__" = 1)`],
  [`a > 5 and 한글 = 'x'`, `(("a" > 5) and ("한글" = 'x'))`],
  [`(b) in (1) OR not x2 is null`, `(("b" in (1)) or (not ("x2" is null)))`],
  [
    `s.x.y = 'q' and b.length() > 3`,
    `((struct_extract(struct_extract("s", 'x'), 'y') = 'q') and (length("b") > 3))`,
  ],
  [`and = 1 and "not" = 2`, `(("and" = 1) and ("not" = 2))`],
  [`"b" = '; drop table x; --'`, `("b" = '; drop table x; --')`],
])('%s', (text, expected) => expect(sql(text)).toBe(expected))

describe('nothing else of SQL gets through:', () => {
  test.each([
    `"a"=1; drop table t`,
    `"a"=1 -- x`,
    `"a"=1 /* x */`,
    `1=1`,
    `A = 1`,
    `c = 1`,
    `a = b`,
    `a b = 1`,
    `a = 1a`,
    `not = 1`,
    `read_text('/etc/passwd') = 'x'`,
    `a.read_text() = 'x'`,
    `s.constructor = 1`,
    `select = 1`,
    `"a" = (select 1)`,
    `"a" = read_csv('/etc/passwd')`,
    `"a".read_text() = 'x'`,
    `"a" = 1 union select 1`,
    `"a" = "b"`,
    `"a" = 'x`,
    `"a = 1`,
    `"a" = 'x' 'y'`,
    `"a" = 1 or`,
    `("a" = 1`,
    `"a" = 1)`,
    `"a" in ()`,
    `"a" in (1,)`,
    `"a" = 0x10`,
    `"a" = 1.2.3`,
    `"a" = 1a`,
    `"a" = $1`,
    `"a" = ?`,
    `"a" = E'\\x'`,
    `"a" = $$x$$`,
    `"a"::varchar = 'x'`,
    `"a" || 'x' = 'y'`,
    `"a" = 1\u0000; x`,
    `""  = 1`,
    `"a" is 1`,
    `"a" similar to 'x'`,
    `exists("a")`,
    `"s"."__proto__" = 1`,
    `"s"."x"."constructor" = 1`,
    `${'('.repeat(60)}"a" = 1${')'.repeat(60)}`,
    `"a" = ${'1'.repeat(10_001)}`,
  ])('%s', (text) => expect(() => sql(text)).toThrow(InvalidFilter))
})

test('a column that is not there is named, with those that are', () => {
  expect(() => sql(`"c" = 1`)).toThrow('There is no column "c". The columns are "a", "b"')
})

test('an error says where, or which word is no column', () => {
  expect(() => sql(`"a" = 1 AND 5 = 2`)).toThrow('Expected the name of a column at character 12, found 5.')
  expect(() => sql(`a = 1 AND c = 2`)).toThrow('There is no column "c". The columns are "a", "b"')
})

test('orders', () => {
  const order = (text: string) => parseOrder(text, FEATURES)
  expect(order(`"a"`)).toEqual({ column: { path: ['a'] }, descending: false })
  expect(order(`"s"."x" desc`)).toEqual({ column: { path: ['s', 'x'] }, descending: true })
  expect(columnSql(order(`"a.b" ASC`).column)).toBe('"a.b"')
  expect(order(`한글 desc`)).toEqual({ column: { path: ['한글'] }, descending: true })
  for (const text of [`c`, `"a", "b"`, `"a" limit 1`, `"c"`, ''])
    expect(() => order(text)).toThrow(InvalidFilter)
})
