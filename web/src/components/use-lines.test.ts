import { expect, test } from 'vitest'
import { linesOfUse } from './use-lines.js'

const HUB = 'https://hub.example.org'
const base = { hub: HUB, id: 'lab/set', needsToken: false }

test('a set without a split called train gets lines of the split that it has', () => {
  const lines = linesOfUse({
    ...base,
    table: { config: 'default', split: 'validation', parts: 1 },
    file: 'data/a b.csv',
  })
  expect(lines.DuckDB).toContain(`'${HUB}/api/datasets/lab/set/parquet/default/validation/0.parquet'`)
  expect(lines.SQL).toContain(`'select count(*) from "lab/set".validation'`)
  expect(lines['Command line · databelt']).toContain('--split validation --limit')
  expect(lines['Python · pandas']).toContain('@~parquet/default/validation/0000.parquet"')
  expect(lines.curl).toBe(`curl -L -O ${HUB}/datasets/lab/set/resolve/main/data/a%20b.csv`)
  expect(lines.JavaScript).toContain('path: "data/a b.csv"')
  expect(Object.values(lines).join()).not.toMatch(/\btrain\b|TOKEN/)
})

test('a named config is named, in each tool as it writes names, and all its parts are read', () => {
  const lines = linesOfUse({ ...base, table: { config: "it's 1", split: 'dev-a', parts: 3 } })
  expect(lines['Python · datasets']).toContain(`load_dataset("lab/set", "it's 1")`)
  expect(lines.DuckDB).toContain("parquet/it%27s%201/dev-a/0.parquet'")
  expect(lines.SQL).toContain(`'select count(*) from "lab/set"."it'\\''s 1/dev-a"'`)
  expect(lines['Command line · databelt']).toContain(`--config 'it'\\''s 1'`)
  expect(lines['Python · pandas']).toContain('for i in range(3)]')
})

test('what is not open to everybody asks for a token in every way', () => {
  const table = { config: 'default', split: 'train', parts: 1 }
  const lines = linesOfUse({ ...base, needsToken: true, table, file: 'a.csv' })
  for (const [way, text] of Object.entries(lines)) expect(text, way).toMatch(/token/i)
})

test('without tables and files only ways that need none are shown', () => {
  expect(Object.keys(linesOfUse(base))).toEqual(['Python · datasets', 'Command line · hf', 'git'])
})
