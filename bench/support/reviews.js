import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeReviews } from './dataset.js'
import { askFreshDuckdb, literal } from './duckdb.js'

const CSV_BYTES = 88e6
const QUICK_ROWS = 70_000

/** A CSV of 88 MB of Korean reviews (quick: a tenth): the real ones when DATABELT_TEST_DATA names them, else made ones. */
export async function makeReviews(path, { quick, work }) {
  const real = join(process.env.DATABELT_TEST_DATA ?? '', 'nsmc/reviews.csv')
  if (!existsSync(real)) await writeReviews(path, quick ? CSV_BYTES / 10 : CSV_BYTES)
  else if (quick)
    await askFreshDuckdb(
      work,
      `copy (from read_csv(${literal(real)}, all_varchar = true) limit ${QUICK_ROWS}) to ${literal(path)} (format csv, header)`,
    )
  else await copyFile(real, path)
}

/** The reviews again and again, with other ids and a word more in each, until they are so many bytes. */
export async function makeManyReviews(path, { reviews, reviewBytes, bytes, work }) {
  const times = Math.max(1, Math.round(bytes / reviewBytes))
  await askFreshDuckdb(
    work,
    `copy (select review || ' ' || md5(review_id || i)[:6] as review, date, rating, author,
             review_id::bigint + i * 100000000 as review_id, movie_id
           from range(${times}) r(i), read_csv(${literal(reviews)}, all_varchar = true))
     to ${literal(path)} (format csv, header)`,
  )
}
