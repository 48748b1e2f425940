import type { DuckDBConnection } from '@duckdb/node-api'
import { type CommonColumn, type Files, rowsOf } from './columns.js'

export interface Counts {
  added: number
  removed: number
  changed: number
  same: number
}

/**
 * Fills the table `changes` with pairs of row numbers: `a` of the old version, `b` of the new one, one of them null for what
 * was added or removed.
 */
export async function matchRows(
  connection: DuckDBConnection,
  files: Files,
  common: CommonColumn[],
  key: CommonColumn | undefined,
): Promise<Counts> {
  for (const [table, path] of [
    ['old_rows', files.before],
    ['new_rows', files.after],
  ] as const)
    await connection.run(`create or replace temp table ${table} as ${fingerprints(path, common)}`)
  await connection.run(
    `create or replace temp table same as
     select o.n as a, n.n as b from old_rows o join new_rows n on o.h = n.h and o.k = n.k`,
  )
  await connection.run(`create or replace temp table gone as ${unmatched('old_rows', 'a')}`)
  await connection.run(`create or replace temp table fresh as ${unmatched('new_rows', 'b')}`)
  await connection.run(
    `create or replace temp table changes as ${key ? pairsByKey(files, key) : PAIRS_BY_PLACE}`,
  )
  const found = await connection.runAndReadAll(
    `select count(*) filter (a is null)::double, count(*) filter (b is null)::double,
            count(*) filter (a is not null and b is not null)::double, (select count(*) from same)::double from changes`,
  )
  const [added = 0, removed = 0, changed = 0, same = 0] = (found.getRows()[0] ?? []).map(Number)
  return { added, removed, changed, same }
}

/**
 * Each row's number and what is in it, in short. A strong hash, so that nobody can make a change that is not seen. `k`
 * numbers equal rows, so that each is matched once.
 */
function fingerprints(path: string, common: CommonColumn[]): string {
  const values = common.map(({ value }, i) => `c${i} := ${value('t')}`)
  return `select n, h, row_number() over (partition by h order by n) as k
    from (select t.file_row_number as n, sha256(to_json(struct_pack(${values.join(', ')}))::varchar) as h
          from ${rowsOf(path)} t)`
}

/** Rows without an equal: `g`, how many that have one come before, says between which of them they stand. */
const unmatched = (table: string, side: 'a' | 'b') => `
  select n, g, row_number() over (partition by g order by n) as r
  from (select t.n, s.${side} is null as alone,
          sum(case when s.${side} is null then 0 else 1 end) over (order by t.n) as g
        from ${table} t left join same s on s.${side} = t.n)
  where alone`

const PAIRS_BY_PLACE = 'select g.n as a, f.n as b from gone g full join fresh f on g.g = f.g and g.r = f.r'

function pairsByKey({ before, after }: Files, { value }: CommonColumn): string {
  const withKey = (table: string, path: string) =>
    `(select u.n, ${value('t')} as v from ${table} u join ${rowsOf(path)} t on t.file_row_number = u.n)`
  return `select g.n as a, f.n as b from ${withKey('gone', before)} g full join ${withKey('fresh', after)} f on g.v = f.v`
}
