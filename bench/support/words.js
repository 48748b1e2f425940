/** Rows that make a word rare or common; of few reviews (--quick) a word that stands in one of fifty is common too. */
const RARE_ROWS = 3
const COMMON_SHARE = 1 / 2000
const SEED = 0.25

/**
 * Queries of each kind, out of the reviews themselves, and none twice.
 * @param {{ ask: (sql: string) => Promise<unknown[][]> }} duckdb that has the table `reviews` @param {number} count
 * @returns {Promise<Record<string, string[]>>}
 */
export async function wordsByKind(duckdb, count) {
  await duckdb.ask(
    `create table words as select word, count(*) as n from (
       select unnest(list_distinct(regexp_extract_all(review, '[가-힣]{2,}'))) as word from reviews) group by word`,
  )
  const [[rows]] = await duckdb.ask('select count(*) from reviews')
  await duckdb.ask(`select setseed(${SEED})`)
  const words = async (sql) => (await duckdb.ask(`${sql} limit ${count}`)).map(([word]) => String(word))
  return {
    'a rare word': await words(`select word from words where n <= ${RARE_ROWS} order by random()`),
    'a common word': await words(
      `select word from words where n >= ${Number(rows) * COMMON_SHARE} order by n desc`,
    ),
    'an absent word': Array.from({ length: count }, (_, i) => absent(i)),
    'two words': await words(
      `select distinct w[1] || ' ' || w[2] from (select regexp_extract_all(review, '[가-힣]{2,}') as w from reviews
       using sample 10000) where len(w) > 1`,
    ),
    'one character': await words(
      `select distinct c from (select unnest(regexp_extract_all(review, '[가-힣]')) as c from reviews)
       order by md5(c)`,
    ),
  }
}

/** Syllables that Korean does not put beside each other. */
const absent = (n) =>
  String.fromCharCode(
    0xac00 + 11 * 588 + 28 + 27,
    0xac00 + 8 * 588 + ((n * 28) % 560) + 11,
    0xac00 + 15 * 588 + (n % 500),
  )
