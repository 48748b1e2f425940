import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { OpeningState } from '../../core/opening.js'
import type { RepoType } from '../../core/repo-id.js'
import type { Database } from './database.js'
import { type Viewer, visible } from './visible.js'

/** What search keeps of a repo beside copies of the repo's own row. */
export interface CatalogueEntry {
  repoId: number
  rules: number
  slot: number
  title: string
  facets: string[]
  formats: string[]
  /** Of its tables; null: not known, or not for all. */
  rows: number | null
  /** tsvectors as text. */
  heading: string
  document: string
  body: string
  words: { word: string; spelling: string }[]
}

export interface CatalogueFilter {
  type: RepoType | undefined
  /** A tsquery as text; undefined: everything. */
  match: string | undefined
  /** Each group holds values of one facet, any of which is enough. */
  facets: { facet: string; values: string[] }[]
  updatedSince: Date | undefined
  /** Otherwise what was withdrawn is not found. */
  isWithdrawnToo?: true
}
export type CatalogueSort = 'updated' | 'downloads' | 'likes' | 'created' | 'trending' | 'opened'
export interface Ranking {
  /** tsquery of all tokens that make a row fit better. */
  likes: string
  /** What was asked as it was written; rows that only fit a near spelling come after. */
  exact: string
  /** Names that are just what was asked. */
  names: string[]
}
export interface CatalogueHit {
  repoId: number
  type: RepoType
  namespace: string
  name: string
  visibility: 'public' | 'private'
  /** Everybody may see its page. */
  isOpen: boolean
  gated: 'auto' | 'manual' | null
  opening: OpeningState
  /** Document of the terms in force; null: there are none. */
  terms: unknown
  title: string
  body: string
  facets: string[]
  /** Of its tables; null: not known, or not for all. */
  rows: number | null
  tags: string[]
  downloads: number
  likes: number
  /** Likes and downloads of the last days; see trends.ts. */
  trend: number
  openedAt: Date | null
  createdAt: Date
  updatedAt: Date
  score: number
  /** For the cursor, when rows are in order of a column. */
  sortValue?: string
}
export interface ValueCount {
  facet: string
  value: string
  count: number
}
export interface CatalogueCounts {
  total: number
  isExact: boolean
  values: ValueCount[]
}
export interface CountOptions {
  facets: string[]
  mostRows: number
  mostValues: number
  now: Date
}

export const SLOTS = 64
const WEIGHTS = sql`'{0.1, 0.3, 0.6, 1.0}'::float4[]`
/** Rows whose heading is ranked, the most downloaded and newest first; of the best of them the whole text is ranked. */
const MOST_NEAR = 500
const MOST_RANKED = 200
/** Rows of the whole catalogue that stand for all when there are many. */
const PART_ROWS = 2000
/** A part that stands for so many times what would be counted is sure enough that there is more. */
const SURELY_MORE = 2
/** Of a table that was never counted much is expected: too small a part costs little. */
const SLOTS_IN_PART = sql`(select greatest(1, least(${sql.lit(SLOTS)}, ceil(${sql.lit(SLOTS * PART_ROWS)} / case when reltuples < 0 then 100000 else greatest(1, reltuples) end)))::int
  from pg_class where oid = 'catalogue'::regclass)`
const IN_PART = sql<SqlBool>`r.slot < ${SLOTS_IN_PART}`
/** Columns of `repos`, which has an index for each. */
const SORT = {
  updated: { column: sql<Date>`o.modified_at`, type: 'timestamptz' },
  downloads: { column: sql<number>`o.downloads`, type: 'bigint' },
  likes: { column: sql<number>`o.likes`, type: 'bigint' },
  created: { column: sql<Date>`o.created_at`, type: 'timestamptz' },
  trending: { column: sql<number>`o.trend`, type: 'bigint' },
  opened: { column: sql<Date>`o.opened_at`, type: 'timestamptz' },
} as const
const HIT = sql`r.repo_id as "repoId", r.type, n.name as namespace, r.name, r.visibility, r.title, r.facets, r.num_rows as rows,
  o.tags, o.gated, r.opening, (select t.document from repo_terms t where t.repo_id = r.repo_id order by t.version desc limit 1) as terms,
  r.downloads, o.likes, o.trend, o.opened_at as "openedAt", r.created_at as "createdAt", r.modified_at as "updatedAt",
  (r.visibility = 'public' and not r.disabled and r.opening <> 'draft' and r.terms_page = 'all') as "isOpen"`
const HIT_FROM = sql`catalogue r join namespaces n on n.id = r.namespace_id join repos o on o.id = r.repo_id`

export class CatalogueReader {
  constructor(protected readonly db: Database) {}

  /** Formats of a repo's files; undefined when it has no row yet. */
  async formats(repoId: number): Promise<string[] | undefined> {
    const row = await this.db
      .selectFrom('catalogue')
      .select('formats')
      .where('repo_id', '=', repoId)
      .executeTakeFirst()
    return row?.formats
  }

  /** Repos after `after` whose row is not there, or was made by older rules, or before their embargo ended by itself. */
  async behind(rules: number, after: number, limit: number): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`
      select o.id from repos o left join catalogue c on c.repo_id = o.id
       where o.id > ${after} and (c.repo_id is null or c.rules < ${rules}
             or (c.num_rows is null and o.embargo_until between now() - interval '1 day' and now())) order by o.id limit ${limit}`.execute(
      this.db,
    )
    return rows.map((row) => row.id)
  }

  /** The best rows for a query, from the `offset`-th on. */
  async best(
    filter: CatalogueFilter & { match: string },
    ranking: Ranking,
    viewer: Viewer,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<CatalogueHit[]> {
    const { likes, exact, names } = ranking
    const enough = offset + limit + MOST_RANKED
    const branch = (column: string) => sql`
      select repo_id, downloads, modified_at, ts_rank(${WEIGHTS}, heading, ${likes}::tsquery) as near from (
        select r.repo_id, r.downloads, r.modified_at, r.heading from ${from(viewer)}
         where words_of(r.${sql.raw(column)}) @@ ${filter.match}::tsquery and ${where({ ...filter, match: undefined }, viewer)}
         order by r.downloads desc, r.modified_at desc limit ${MOST_NEAR}) as ${sql.raw(`in_${column}`)}`
    // lateral, offset 0: row by row by the key; the planner does not know how few rows a limit leaves, and would join all.
    // a word of a name wins over the same word in many texts, so those are not looked at when names are enough
    const { rows } = await sql<CatalogueHit>`
      with named as materialized (${branch('heading')}),
      told as (select * from (${branch('document')}) as texts where (select count(*) from named) < ${enough}),
      near as (select * from named union select * from told
        order by near desc, downloads desc, modified_at desc limit ${enough}),
      ranked as (select r.repo_id, near.downloads, near.modified_at,
          near.near + ts_rank(${WEIGHTS}, r.document, ${likes}::tsquery)
          + case when lower(r.name) = any(${names}::text[]) then 3 else 0 end
          + case when r.heading @@ ${exact}::tsquery then 1 else 0 end
          + case when r.document @@ ${exact}::tsquery then 10 else 0 end as score
        from near cross join lateral (select * from catalogue c where c.repo_id = near.repo_id offset 0) as r),
      page as (select * from ranked
        order by score desc, downloads desc, modified_at desc, repo_id desc offset ${offset} limit ${limit})
      select hit.*, score from page cross join lateral (
        select ${HIT}, r.body from ${HIT_FROM} where r.repo_id = page.repo_id offset 0) as hit
       order by score desc, page.downloads desc, page.modified_at desc, page.repo_id desc`.execute(this.db)
    return rows
  }

  /** Rows in order of a column, highest first, after the last one of the page before. */
  async sorted(
    filter: CatalogueFilter,
    viewer: Viewer,
    page: { sort: CatalogueSort; limit: number; after: { value: string; id: number } | undefined },
  ): Promise<CatalogueHit[]> {
    const { column, type } = SORT[page.sort]
    const { after } = page
    const bound = after
      ? sql<SqlBool>`(${column}, o.id) < (${after.value}::${sql.raw(type)}, ${after.id}::bigint)`
      : sql<SqlBool>`true`
    // what was never opened in steps is not in that list
    const isListed = page.sort === 'opened' ? sql<SqlBool>`${column} is not null` : sql<SqlBool>`true`
    const { rows } = await sql<CatalogueHit>`
      with page as (select o.id from repos o join ${from(viewer)} on r.repo_id = o.id
        where ${where(filter, viewer)} and ${bound} and ${isListed} order by ${column} desc, o.id desc limit ${page.limit})
      select ${HIT}, r.body, 0 as score, ${column}::text as "sortValue" from page join ${HIT_FROM} on r.repo_id = page.id
       order by ${column} desc, o.id desc`.execute(this.db)
    return rows
  }

  /**
   * How many rows there are, and how many of each value. A facet is counted as if nothing were chosen in it: that is what another
   * choice there would find. When there are more than `mostRows`, from a part of all rows, which is looked at first, since it
   * tells whether counting them all is worth while.
   */
  async count(filter: CatalogueFilter, viewer: Viewer, options: CountOptions): Promise<CatalogueCounts> {
    const anywhere = sql<SqlBool>`true`
    const part = await this.countIn(
      filter,
      viewer,
      { ...options, mostRows: Number.MAX_SAFE_INTEGER },
      IN_PART,
    )
    if (part.slots === SLOTS) return { ...part, isExact: true }
    const scale = SLOTS / part.slots
    const isWorthWhile = (rows: number) => rows * scale < options.mostRows * SURELY_MORE
    if (isWorthWhile(part.near)) {
      const all = await this.countIn(filter, viewer, options, anywhere)
      if (all.near <= options.mostRows) return { ...all, isExact: true }
    }
    const values = part.values.map((each) => ({ ...each, count: Math.round(each.count * scale) }))
    const estimate = { total: Math.round(part.total * scale), isExact: false, values }
    const chosen = chosenFacets(filter)
    if (chosen.length === 0 || !isWorthWhile(part.total)) return estimate
    // there are few of what was chosen, though many with another choice
    const few = await this.countIn(filter, viewer, options, meetsAll(filter))
    if (few.total > options.mostRows) return estimate
    const others = values.filter((each) => chosen.includes(each.facet))
    const exact = few.values.filter((each) => !chosen.includes(each.facet))
    return { total: few.total, isExact: true, values: [...exact, ...others] }
  }

  /** `near`: rows that fit but for one facet at most. One look at them counts every facet. */
  private async countIn(
    filter: CatalogueFilter,
    viewer: Viewer,
    { facets, mostRows, mostValues, now }: CountOptions,
    which: RawBuilder<SqlBool>,
  ): Promise<{ total: number; near: number; slots: number; values: ValueCount[] }> {
    const since = (days: number) => sql`modified_at > ${new Date(now.getTime() - days * 86_400_000)}`
    const words = { ...filter, facets: [], updatedSince: undefined }
    const { rows } = await sql<{ facet: string; value: string; count: number }>`
      with hits as materialized (
        select * from (
          select r.facets, r.modified_at, ${missed(filter)} as missed from ${from(viewer)}
           where ${where(words, viewer)} and ${mayMissOne(filter)} and ${which} offset 0) as tried
         where cardinality(missed) <= 1 limit ${mostRows + 1}),
      few as (select count(*) as near, count(*) filter (where missed = '{}') as total from hits),
      counted as (select facet, each, count(*) as count
          from (select missed, each, split_part(each, ':', 1) as facet from hits, unnest(hits.facets) as each
                 where (select near from few) <= ${mostRows}) as valued
         where missed <@ array[facet] group by facet, each),
      first as (select *, row_number() over (partition by facet order by count desc, each) as place from counted)
      select facet, substr(each, length(facet) + 2) as value, count from first
       where place <= ${mostValues} and facet = any(${facets}::text[])
      union all select '', 'total', total from few
      union all select '', 'near', near from few
      union all select '', 'slots', ${SLOTS_IN_PART}
      union all select 'updated', name, count from (
        select count(*) filter (where ${since(1)}) as day, count(*) filter (where ${since(7)}) as week,
          count(*) filter (where ${since(30)}) as month, count(*) filter (where ${since(365)}) as year
          from hits where missed <@ '{updated}') as buckets
        cross join lateral (values ('day', day), ('week', week), ('month', month), ('year', year)) as bucket (name, count)
       where 'updated' = any(${facets}::text[])`.execute(this.db)
    const own = (value: string) => rows.find((row) => row.facet === '' && row.value === value)?.count ?? 0
    const values = rows.filter((row) => row.facet !== '')
    return { total: own('total'), near: own('near'), slots: own('slots'), values }
  }

  /** Known words that are spelt nearly so, the nearest first, and those of `variants` that are known. */
  async wordsNear(spelling: string, variants: string[], limit: number): Promise<string[]> {
    const { rows } = await sql<{ word: string }>`
      (select word from catalogue_words where spelling % ${spelling}
        order by similarity(spelling, ${spelling}) desc, word limit ${limit})
      union select word from catalogue_words where word = any(${variants}::text[])`.execute(this.db)
    return rows.map((row) => row.word)
  }

  /** Of these tsqueries, those for which the reader may see a row, by position. A word of private repos only is unknown. */
  async seen(queries: string[], filter: CatalogueFilter, viewer: Viewer): Promise<number[]> {
    const { rows } = await sql<{ at: number }>`
      select (asked.at - 1)::int as at from unnest(${queries}::text[]) with ordinality as asked (query, at)
       where exists (select from ${from(viewer)}
         where words_of(r.document) @@ asked.query::tsquery and ${where({ ...filter, match: undefined }, viewer)})`.execute(
      this.db,
    )
    return rows.map((row) => row.at)
  }

  /** Namespaces as their owners write them, by lower-case name. */
  async namespaceNames(names: string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ name: string }>`
      select name from namespaces where lower(name) = any(${names}::text[])`.execute(this.db)
    return new Map(rows.map(({ name }) => [name.toLowerCase(), name]))
  }

  /** Rows in order of their making, for an export; of each text the beginning. */
  async listAfter(
    repoId: number,
    type: RepoType | undefined,
    limit: number,
    viewer: Viewer,
  ): Promise<CatalogueHit[]> {
    const filter = {
      type,
      match: undefined,
      facets: [],
      updatedSince: undefined,
      isWithdrawnToo: true as const,
    }
    const { rows } = await sql<CatalogueHit>`
      with page as (select r.repo_id from ${from(viewer)} where ${where(filter, viewer)} and r.repo_id > ${repoId}
        order by r.repo_id limit ${limit})
      select ${HIT}, left(r.body, 2000) as body, 0 as score from page join ${HIT_FROM} on r.repo_id = page.repo_id order by r.repo_id`.execute(
      this.db,
    )
    return rows
  }
}

export class CatalogueWriter extends CatalogueReader {
  /** Writes the row of a repo, or writes it again. */
  async put({ words, ...entry }: CatalogueEntry): Promise<void> {
    await sql`
      insert into catalogue (repo_id, type, namespace_id, name, visibility, disabled, downloads, created_at, modified_at,
        opening, terms_page, rules, slot, title, facets, formats, num_rows,
        heading, document, body)
      select id, type, namespace_id, name, visibility, disabled, downloads, created_at, modified_at, opening, terms_page,
        ${entry.rules}, ${entry.slot}, ${entry.title}, ${entry.facets}::text[], ${entry.formats}::text[], ${entry.rows},
        ${entry.heading}::tsvector, ${entry.document}::tsvector, ${entry.body}
        from repos where id = ${entry.repoId}
      on conflict (repo_id) do update set rules = excluded.rules, slot = excluded.slot, title = excluded.title,
        facets = excluded.facets, formats = excluded.formats, num_rows = excluded.num_rows, heading = excluded.heading,
        document = excluded.document, body = excluded.body`.execute(this.db)
    await sql`insert into catalogue_words (word, spelling)
      select * from unnest(${words.map((each) => each.word)}::text[], ${words.map((each) => each.spelling)}::text[])
      on conflict do nothing`.execute(this.db)
  }

  /** Changes how large the repo is said to be. `facets`: `size:` and what follows. */
  async setSize(repoId: number, rows: number | null, facets: string[]): Promise<void> {
    await sql`update catalogue set num_rows = ${rows},
        facets = array(select f from unnest(facets) as f where f not like 'size:%') || ${facets}::text[]
      where repo_id = ${repoId}`.execute(this.db)
  }
}

/** `r`, and `n` where the reader's rights hang on names. */
const from = ({ scope }: Viewer) =>
  'entities' in scope ? sql`catalogue r join namespaces n on n.id = r.namespace_id` : sql`catalogue r`

const chosenFacets = ({ facets, updatedSince }: CatalogueFilter): string[] => [
  ...facets.map(({ facet }) => facet),
  ...(updatedSince ? ['updated'] : []),
]

/** Which of the chosen facets a row does not fit. */
function missed({ facets, updatedSince }: CatalogueFilter): RawBuilder<string[]> {
  const each = facets.map(
    ({ facet, values }) => sql`case when not r.facets && ${values}::text[] then ${facet}::text end`,
  )
  if (updatedSince) each.push(sql`case when r.modified_at <= ${updatedSince} then 'updated' end`)
  return sql`array_remove(array[${sql.join(each)}]::text[], null)`
}

/** Whoever misses one choice at most meets one of any two; an index knows those rows. */
function mayMissOne({ facets: [first, second] }: CatalogueFilter): RawBuilder<SqlBool> {
  if (!first || !second) return sql`true`
  return sql`r.facets && ${[...first.values, ...second.values]}::text[]`
}

function meetsAll({ facets, updatedSince }: CatalogueFilter): RawBuilder<SqlBool> {
  const conditions = facets.map(({ values }) => sql<SqlBool>`r.facets && ${values}::text[]`)
  if (updatedSince) conditions.push(sql`r.modified_at > ${updatedSince}`)
  return conditions.length > 0 ? sql`${sql.join(conditions, sql` and `)}` : sql`true`
}

/** What a row must be to be found by this reader. Everything that reads the catalogue asks this. */
function where(filter: CatalogueFilter, viewer: Viewer): RawBuilder<SqlBool> {
  const conditions: RawBuilder<SqlBool>[] = [visible(viewer, sql`r.repo_id`)]
  if (!filter.isWithdrawnToo) conditions.push(sql`r.opening <> 'withdrawn'`)
  if (filter.type) conditions.push(sql`r.type = ${filter.type}`)
  if (filter.match !== undefined) conditions.push(sql`words_of(r.document) @@ ${filter.match}::tsquery`)
  return sql.join([...conditions, meetsAll(filter)], sql` and `)
}
