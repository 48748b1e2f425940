import type { Engine } from '../engine.js'
import type { Histogram, Numbers } from './answer.js'
import { floatEdges, round5, wholeEdges } from './bins.js'
import { all, one, proportion } from './table.js'

/**
 * Every figure about numbers comes from one temporary table, `counts`: each value `v` and how often (`n`) it occurs,
 * null among them. Grouping reads the column once, spills to disk where memory ends, and makes all figures exact.
 */
export async function countValues({ connection }: Engine, values: string): Promise<void> {
  await connection.run(
    `create or replace temp table counts as select v, count(*)::bigint as n from (${values}) group by v`,
  )
}

/** The same, of a query that has `v` and `n`, where a value may occur more than once. */
export async function addUpValues({ connection }: Engine, values: string): Promise<void> {
  await connection.run(
    `create or replace temp table counts as select v, sum(n)::bigint as n from (${values}) group by v`,
  )
}

export interface Described {
  statistics: Numbers
  extra: { n_unique: number; zero_count: number; negative_count: number; infinite_count?: number }
}

/** Figures of what is in `counts`. Infinities are counted apart: JSON and bins have no place for them. */
export async function describeNumbers(engine: Engine, kind: 'int' | 'float'): Promise<Described> {
  const total = await totals(engine, kind)
  const extra = extraOf(total, kind)
  const gaps = { nan_count: total.nulls, nan_proportion: proportion(total.nulls, total.rows) }
  if (total.finite === 0) {
    const nothing = { min: null, max: null, mean: null, median: null, std: null, histogram: null }
    return { statistics: { ...gaps, ...nothing }, extra }
  }
  const [min, max] = [round5(total.min) as number, round5(total.max) as number]
  const edges = kind === 'int' ? wholeEdges(min, max) : floatEdges(min, max)
  const statistics = {
    ...gaps,
    min,
    max,
    mean: round5(total.mean),
    median: round5(await median(engine, total.finite)),
    std: round5(await deviation(engine, total)),
    histogram: await histogram(engine, edges, total.finite, kind),
  }
  return { statistics, extra }
}

interface Totals {
  rows: number
  nulls: number
  infinite: number
  finite: number
  unique: number
  min: number
  max: number
  mean: number
  zero: number
  negative: number
}
const FINITE = 'd is not null and isfinite(d)'
const DOUBLES = '(select v, v::double as d, n from counts)'

/**
 * Whole numbers are added up whole: as doubles, large ones of both signs would cancel each other differently with the
 * order in which threads happen to meet them.
 */
const SUM = { int: 'sum(v::hugeint * n)', float: `fsum(d * n) filter (${FINITE})` }

async function totals(engine: Engine, kind: 'int' | 'float'): Promise<Totals> {
  const row = await one(
    engine,
    `select coalesce(sum(n), 0), coalesce(sum(n) filter (d is null or isnan(d)), 0),
            coalesce(sum(n) filter (isinf(d)), 0), coalesce(sum(n) filter (${FINITE}), 0),
            count(*) filter (d is not null and not isnan(d)), min(d) filter (${FINITE}), max(d) filter (${FINITE}),
            ${SUM[kind]},
            coalesce(sum(n) filter (d = 0), 0), coalesce(sum(n) filter (d < 0), 0)
     from ${DOUBLES}`,
  )
  const [rows, nulls, infinite, finite, unique, min, max, sum, zero, negative] = row.map(Number)
  return {
    rows,
    nulls,
    infinite,
    finite,
    unique,
    min,
    max,
    mean: Number(sum) / Number(finite),
    zero,
    negative,
  } as Totals
}

function extraOf({ unique, zero, negative, infinite }: Totals, kind: 'int' | 'float'): Described['extra'] {
  const common = { n_unique: unique, zero_count: zero, negative_count: negative }
  return kind === 'float' ? { ...common, infinite_count: infinite } : common
}

/** Of a sample, as pandas has it: none of a single value. */
async function deviation(engine: Engine, { finite, mean }: Totals): Promise<number | null> {
  if (finite < 2 || !Number.isFinite(mean)) return null
  const [sum] = await one(
    engine,
    `select fsum(n * ((d - ${double(mean)}) * (d - ${double(mean)}))) from ${DOUBLES} where ${FINITE}`,
  )
  return Math.sqrt(Number(sum) / (finite - 1))
}

async function median(engine: Engine, finite: number): Promise<number | null> {
  const middle = [Math.floor((finite - 1) / 2), Math.floor(finite / 2)]
  const rows = await all(
    engine,
    `with sorted as (select d, sum(n) over (order by d) as upto from ${DOUBLES} where ${FINITE})
     select min(d) filter (upto > ${middle[0]}), min(d) filter (upto > ${middle[1]}) from sorted`,
  )
  const [low, high] = (rows[0] ?? []).map(Number) as [number, number]
  const sum = low + high
  return Number.isFinite(sum) ? sum / 2 : low / 2 + high / 2
}

/** How many values lie at or above each inner edge says how many lie between two. */
async function histogram(
  engine: Engine,
  edges: number[],
  finite: number,
  kind: 'int' | 'float',
): Promise<Histogram> {
  const inner = edges.slice(1, -1)
  const above = inner.map((edge) => `coalesce(sum(n) filter (d >= ${double(edge)}), 0)`)
  const row = inner.length ? await one(engine, `select ${above} from ${DOUBLES} where ${FINITE}`) : []
  const from = [finite, ...row.map(Number), 0]
  const hist = from.slice(0, -1).map((count, i) => count - (from[i + 1] as number))
  return { hist, bin_edges: kind === 'int' ? edges : edges.map((edge) => round5(edge) as number) }
}

const double = (x: number) => `'${x}'::double`
