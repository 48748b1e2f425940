import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { DataReport } from '../../core/data-report.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

export interface Discussion {
  num: number
  title: string
  status: string
  /** Full name of the branch that a pull request is for; null: no pull request. */
  baseRef: string | null
  report: DataReport | null
  createdAt: Date
  authorId: number | null
  /** null when the account is gone. */
  author: string | null
  eventCount: number
  textBytes: number
}
export interface Version {
  raw: string
  /** ISO 8601. */
  updatedAt: string
  author: string | null
}
export interface DiscussionEvent {
  id: number
  publicId: string
  type: 'comment' | 'status-change' | 'title-change' | 'commit'
  authorId: number | null
  author: string | null
  createdAt: Date
  /** Markdown of a comment; null when it is hidden. */
  content: string | null
  editedAt: Date | null
  editor: string | null
  data: Record<string, string> | null
  /** Earlier texts of a comment, the oldest first. */
  history: Version[]
}
export interface DiscussionQuery {
  type: 'discussion' | 'pull_request' | undefined
  status: 'open' | 'closed' | undefined
  author: string | undefined
  isReport: boolean | undefined
}
export interface NewDiscussion {
  repoId: number
  num: number
  title: string
  authorId: number | null
  baseRef: string | null
  report: DataReport | null
  requestHash: string | null
  at: Date
}
export type NewEventOf = Pick<DiscussionEvent, 'type' | 'authorId'> & {
  at: Date
  content?: string
  data?: Record<string, string>
}

const DISCUSSION = sql`d.num, d.title, d.status, d.base_ref as "baseRef", d.report, d.created_at as "createdAt",
  d.author_id as "authorId", a.name as author, d.event_count as "eventCount", d.text_bytes as "textBytes"`
const EVENT = sql`e.id, e.public_id as "publicId", e.type, e.author_id as "authorId", a.name as author,
  e.created_at as "createdAt", e.content, e.edited_at as "editedAt", w.name as editor, e.data,
  coalesce((select json_agg(json_build_object('raw', v.content, 'author', n.name, 'updatedAt',
      to_char(v.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by v.id)
    from comment_versions v left join namespaces n on n.id = v.author_id where v.event_id = e.id), '[]') as history`
const EVENT_FROM = sql`discussion_events e left join namespaces a on a.id = e.author_id left join namespaces w on w.id = e.edited_by`
const CLOSED = sql<SqlBool>`d.status in ('closed', 'merged')`

export class DiscussionReader {
  constructor(protected readonly db: Database) {}

  find(repoId: number, num: number): Promise<Discussion | undefined> {
    return this.one(sql`d.repo_id = ${repoId} and d.num = ${num}`)
  }

  protected async one(condition: RawBuilder<unknown>): Promise<Discussion | undefined> {
    const { rows } = await sql<Discussion>`select ${DISCUSSION} from discussions d
      left join namespaces a on a.id = d.author_id where ${condition}`.execute(this.db)
    return rows[0]
  }

  /** Newest first, and how many there are in all. */
  async list(
    repoId: number,
    query: DiscussionQuery,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<{ total: number; rows: Discussion[] }> {
    const condition = wanted(repoId, query)
    const from = sql`discussions d left join namespaces a on a.id = d.author_id where ${condition}`
    const count = await sql<{ total: number }>`select count(*) as total from ${from}`.execute(this.db)
    const { rows } = await sql<Discussion>`select ${DISCUSSION} from ${from}
      order by d.num desc offset ${offset} limit ${limit}`.execute(this.db)
    return { total: count.rows[0]?.total ?? 0, rows }
  }

  /** All of them, in order: a discussion is bounded. */
  async events(repoId: number, num: number): Promise<DiscussionEvent[]> {
    const { rows } = await sql<DiscussionEvent>`select ${EVENT} from ${EVENT_FROM}
      where e.repo_id = ${repoId} and e.num = ${num} order by e.id`.execute(this.db)
    return rows
  }

  async event(repoId: number, num: number, publicId: string): Promise<DiscussionEvent | undefined> {
    const { rows } = await sql<DiscussionEvent>`select ${EVENT} from ${EVENT_FROM}
      where e.repo_id = ${repoId} and e.num = ${num} and e.public_id = ${publicId}`.execute(this.db)
    return rows[0]
  }
}

function wanted(repoId: number, { type, status, author, isReport }: DiscussionQuery) {
  const conditions: RawBuilder<unknown>[] = [sql`d.repo_id = ${repoId}`]
  if (type) conditions.push(type === 'discussion' ? sql`d.base_ref is null` : sql`d.base_ref is not null`)
  if (status) conditions.push(status === 'closed' ? CLOSED : sql`not ${CLOSED}`)
  if (author !== undefined) conditions.push(sql`lower(a.name) = ${author.toLowerCase()}`)
  if (isReport !== undefined) conditions.push(isReport ? sql`d.report is not null` : sql`d.report is null`)
  return sql.join(conditions, sql` and `)
}

export class DiscussionWriter extends DiscussionReader {
  /** Nobody else takes a number of the repo until the transaction ends. Returns the next; undefined when the repo is gone. */
  async lockNumbers(repoId: number): Promise<number | undefined> {
    const { rows } = await sql<{ next: number }>`
      select next_number as next from repos where id = ${repoId} for no key update`.execute(this.db)
    return rows[0]?.next
  }

  /** The newest discussion from `num` on that the same person opened with the same words since then. */
  async repeated(
    of: { repoId: number; authorId: number | null; requestHash: string },
    from: { num: number; since: Date },
  ): Promise<number | undefined> {
    const { rows } = await sql<{ num: number }>`select num from discussions
      where repo_id = ${of.repoId} and num >= ${from.num} and author_id = ${of.authorId}
        and request_hash = ${toBytes(of.requestHash)} and created_at > ${from.since}
      order by num desc limit 1`.execute(this.db)
    return rows[0]?.num
  }

  async add({ report, requestHash, at, ...row }: NewDiscussion): Promise<void> {
    await sql`insert into discussions (repo_id, num, title, author_id, base_ref, report, request_hash, created_at)
      values (${row.repoId}, ${row.num}, ${row.title}, ${row.authorId}, ${row.baseRef},
        ${report && JSON.stringify(report)}, ${requestHash && toBytes(requestHash)}, ${at})`.execute(this.db)
  }

  /** The discussion, which nobody else adds to until the transaction ends. */
  async lock(repoId: number, num: number): Promise<Discussion | undefined> {
    await sql`select from discussions where repo_id = ${repoId} and num = ${num} for update`.execute(this.db)
    return this.find(repoId, num)
  }

  async addEvent(repoId: number, num: number, event: NewEventOf): Promise<DiscussionEvent> {
    const { type, authorId, at, content = null, data } = event
    const { rows } = await sql<{ publicId: string }>`
      with counted as (update discussions set event_count = event_count + 1,
        text_bytes = text_bytes + coalesce(octet_length(${content}::text), 0) where repo_id = ${repoId} and num = ${num})
      insert into discussion_events (repo_id, num, type, author_id, created_at, content, data)
      values (${repoId}, ${num}, ${type}, ${authorId}, ${at}, ${content}, ${data ? JSON.stringify(data) : null})
      returning public_id as "publicId"`.execute(this.db)
    const made = await this.event(repoId, num, rows[0]?.publicId ?? '')
    if (!made) throw new Error(`event of discussion ${num} was not written`)
    return made
  }

  async setTitle(repoId: number, num: number, title: string): Promise<void> {
    await sql`update discussions set title = ${title} where repo_id = ${repoId} and num = ${num}`.execute(
      this.db,
    )
  }

  async setStatus(repoId: number, num: number, status: 'open' | 'closed'): Promise<void> {
    await sql`update discussions set status = ${status} where repo_id = ${repoId} and num = ${num}`.execute(
      this.db,
    )
  }

  /** Replaces the text of a comment; the text before is kept as a version. */
  async edit(eventId: number, content: string, editorId: number | null, at: Date): Promise<void> {
    await sql`insert into comment_versions (event_id, content, written_at, author_id)
      select id, content, coalesce(edited_at, created_at), coalesce(edited_by, author_id)
        from discussion_events where id = ${eventId}`.execute(this.db)
    await sql`with edited as (update discussion_events set content = ${content}, edited_at = ${at}, edited_by = ${editorId}
        where id = ${eventId} returning repo_id, num)
      update discussions d set event_count = event_count + 1, text_bytes = text_bytes + octet_length(${content}::text) from edited e
       where d.repo_id = e.repo_id and d.num = e.num`.execute(this.db)
  }

  /** Forgets every text of a comment, and of the first one what it reports. */
  async hide(eventId: number, editorId: number | null, at: Date): Promise<void> {
    await sql`with gone as (delete from comment_versions where event_id = ${eventId} returning octet_length(content) as bytes),
      e as (select repo_id, num, coalesce(octet_length(content), 0) + (select coalesce(sum(bytes), 0) from gone) as bytes,
          not exists (select from discussion_events o where o.repo_id = m.repo_id and o.num = m.num and o.id < m.id) as is_first
        from discussion_events m where id = ${eventId})
      update discussions d set text_bytes = text_bytes - e.bytes::int, report = case when e.is_first then null else report end
        from e where d.repo_id = e.repo_id and d.num = e.num`.execute(this.db)
    await sql`update discussion_events set content = null, edited_at = ${at}, edited_by = ${editorId}
      where id = ${eventId}`.execute(this.db)
  }
}
