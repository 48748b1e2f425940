import { rm, stat } from 'node:fs/promises'
import { askFreshDuckdb, literal } from './duckdb.js'

const STEMS =
  '영화 배우 연기 감독 음악 장면 시간 이야기 결말 대사 화면 사람 마음 기억 가족 친구 도시 바다 여행 겨울'
const ENDINGS = '이 가 은 는 을 를 도 만 에서 까지 보다 처럼 으로 하고 이라고'
const WORDS = STEMS.split(' ').flatMap((stem) => ENDINGS.split(' ').map((ending) => stem + ending))
const PHRASES = 65_536
const SAMPLE_ROWS = 300_000

/**
 * A Parquet file of about so many bytes, of columns as data sets have them: ids, times, numbers, labels, Korean text.
 * @param {string} path @param {{ bytes: number, rowGroup?: number, work: string }} options without `rowGroup` as DuckDB does
 * @returns {Promise<number>} its rows
 */
export async function makeTable(path, { bytes, rowGroup, work }) {
  const write = (rows) => askFreshDuckdb(work, tableSql(path, rows, rowGroup))
  await write(SAMPLE_ROWS)
  const { size } = await stat(path)
  await rm(path)
  const rows = Math.round((bytes / size) * SAMPLE_ROWS)
  await write(rows)
  return rows
}

/** Every value comes from a hash of the row's number. A text is two of many phrases: to put each together from words takes an hour. */
function tableSql(path, rows, rowGroup) {
  const words = `[${WORDS.map(literal).join(', ')}]`
  // of few rows DuckDB joins the other way round, and their order is lost; of many, sorting would take long
  const order = rows < 1_000_000 ? 'order by i' : ''
  const options = rowGroup ? `, row_group_size ${rowGroup}` : ''
  return `copy (
    with phrases as materialized (
      select n::int as n, array_to_string([(${words})[1 + (hash(n, k) % ${WORDS.length})::int]
        for k in range(4 + (hash(n) % 8)::int)], ' ') as phrase from range(${PHRASES}) p(n))
    select i as id, left(hash(i)::varchar, 12) as user_id,
      timestamp '2020-01-01' + to_seconds((hash(i, 1) % 190000000)::bigint) as written_at,
      (hash(i, 2) % 1000000007) / 1000000007.0::double as score, ((hash(i, 3) % 90000) / 100)::float as price,
      (hash(i, 4) % 5)::tinyint as label, (['ko', 'en', 'ja', 'th', 'vi', 'id'])[1 + (hash(i, 5) % 6)::int] as lang,
      a.phrase || ' ' || b.phrase as text
    from range(${rows}) r(i)
      join phrases a on a.n = (hash(i, 6) % ${PHRASES})::int join phrases b on b.n = (hash(i, 7) % ${PHRASES})::int ${order}
    ) to ${literal(path)} (format parquet${options})`
}
