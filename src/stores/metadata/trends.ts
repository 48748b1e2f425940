import { sql } from 'kysely'
import type { Database } from './database.js'

/** A like says more than a download. */
const LIKE = 5
/** Kinds of requests that take contents away. */
const TAKING = ['resolve', 'git', 'lfs', 'xet', 'subset']

/** `repos.trend`: likes and downloads of the last days. */
export class TrendWriter {
  constructor(private readonly db: Database) {}

  /**
   * Counts anew, and writes only what changed. Of each day and class of users the root of the requests counts, so that a
   * repo of a thousand files does not lead for having been fetched once; members of its own namespace do not count. A repo
   * that somebody writes to is left for the next time: waiting for it, this would hold up the writers of all others.
   */
  async renew(since: Date): Promise<number> {
    const { rows } = await sql`
      with asked as (
        select repo_id, sum(sqrt(requests))::bigint as score from (
          select repo_id, day, who, sum(requests) as requests from usage_daily
           where day >= ${since}::date and who <> 'member' and kind = any(${TAKING}::text[])
           group by repo_id, day, who) as days
         group by repo_id),
      liked as (select repo_id, count(*) * ${sql.lit(LIKE)} as score from likes where liked_at >= ${since} group by repo_id),
      now as (select coalesce(asked.repo_id, liked.repo_id) as repo_id,
          coalesce(asked.score, 0) + coalesce(liked.score, 0) as score
        from asked full join liked on liked.repo_id = asked.repo_id),
      changed as (
        select r.id, coalesce(now.score, 0) as score from repos r left join now on now.repo_id = r.id
         where r.trend <> coalesce(now.score, 0) order by r.id
           for no key update of r skip locked)
      update repos set trend = changed.score from changed where repos.id = changed.id returning repos.id`.execute(
      this.db,
    )
    return rows.length
  }
}
