import { type SqlBool, sql } from 'kysely'
import type { RepoType } from '../../core/repo-id.js'
import type { Database } from './database.js'
import { type Viewer, visible } from './visible.js'

export interface Person {
  /** For the cursor of the list. */
  id: number
  name: string
  fullName: string
  kind: 'user' | 'org'
}
export interface LikedRepo {
  id: number
  type: RepoType
  namespace: string
  name: string
  likedAt: Date
}
/** What a profile shows, of what its reader may see. */
export interface SocialCounts {
  models: number
  datasets: number
  discussions: number
  likes: number
  following: number
  followers: number
  isFollowing: boolean
}
/** Rows before the one of that id, the newest first. */
export interface PageBefore {
  before: number | undefined
  limit: number
}

const PERSON = sql`n.name, n.full_name as "fullName", n.kind`
const bound = ({ before }: PageBefore) =>
  before === undefined ? sql<SqlBool>`true` : sql<SqlBool>`x.id < ${before}`

/** Likes of repos, and who follows whom. */
export class LikeReader {
  constructor(protected readonly db: Database) {}

  async likers(repoId: number, page: PageBefore): Promise<Person[]> {
    const { rows } =
      await sql<Person>`select x.id, ${PERSON} from likes x join namespaces n on n.id = x.user_id
      where x.repo_id = ${repoId} and ${bound(page)} order by x.id desc limit ${page.limit}`.execute(this.db)
    return rows
  }

  async liked(userId: number, viewer: Viewer, page: PageBefore): Promise<LikedRepo[]> {
    const { rows } = await sql<LikedRepo>`
      select x.id, r.type, n.name as namespace, r.name, x.liked_at as "likedAt"
        from likes x join repos r on r.id = x.repo_id join namespaces n on n.id = r.namespace_id
       where x.user_id = ${userId} and ${visible(viewer, sql`r.id`)} and ${bound(page)}
       order by x.id desc limit ${page.limit}`.execute(this.db)
    return rows
  }

  async followers(followedId: number, page: PageBefore): Promise<Person[]> {
    const { rows } =
      await sql<Person>`select x.id, ${PERSON} from follows x join namespaces n on n.id = x.follower_id
      where x.followed_id = ${followedId} and ${bound(page)} order by x.id desc limit ${page.limit}`.execute(
        this.db,
      )
    return rows
  }

  async following(followerId: number, page: PageBefore): Promise<Person[]> {
    const { rows } =
      await sql<Person>`select x.id, ${PERSON} from follows x join namespaces n on n.id = x.followed_id
      where x.follower_id = ${followerId} and ${bound(page)} order by x.id desc limit ${page.limit}`.execute(
        this.db,
      )
    return rows
  }

  /** Of a user or an organisation. */
  async counts(namespaceId: number, viewer: Viewer): Promise<SocialCounts> {
    const seen = sql`repos r join namespaces n on n.id = r.namespace_id`
    const { rows } = await sql<SocialCounts>`select
      (select count(*) from ${seen} where r.namespace_id = ${namespaceId} and r.type = 'model' and ${visible(viewer, sql`r.id`)}) as models,
      (select count(*) from ${seen} where r.namespace_id = ${namespaceId} and r.type = 'dataset' and ${visible(viewer, sql`r.id`)}) as datasets,
      (select count(*) from discussions d join ${seen} on r.id = d.repo_id
        where d.author_id = ${namespaceId} and not r.discussions_disabled and ${visible(viewer, sql`r.id`)}) as discussions,
      (select count(*) from likes l join ${seen} on r.id = l.repo_id
        where l.user_id = ${namespaceId} and ${visible(viewer, sql`r.id`)}) as likes,
      (select count(*) from follows where follower_id = ${namespaceId}) as following,
      (select count(*) from follows where followed_id = ${namespaceId}) as followers,
      exists (select from follows where followed_id = ${namespaceId} and follower_id = ${viewer.userId}) as "isFollowing"`.execute(
      this.db,
    )
    return rows[0] as SocialCounts
  }
}

export class LikeWriter extends LikeReader {
  /** False when it is liked already. */
  async like(repoId: number, userId: number, at: Date): Promise<boolean> {
    const { rows } =
      await sql`insert into likes (repo_id, user_id, liked_at) values (${repoId}, ${userId}, ${at})
      on conflict do nothing returning id`.execute(this.db)
    return rows.length > 0
  }

  async unlike(repoId: number, userId: number): Promise<boolean> {
    const { rows } = await sql`delete from likes where repo_id = ${repoId} and user_id = ${userId}
      returning id`.execute(this.db)
    return rows.length > 0
  }

  /** False when it is followed already. */
  async follow(followerId: number, followedId: number, at: Date): Promise<boolean> {
    const { rows } = await sql`insert into follows (follower_id, followed_id, followed_at)
      values (${followerId}, ${followedId}, ${at}) on conflict do nothing returning id`.execute(this.db)
    return rows.length > 0
  }

  async unfollow(followerId: number, followedId: number): Promise<boolean> {
    const { rows } =
      await sql`delete from follows where follower_id = ${followerId} and followed_id = ${followedId}
      returning id`.execute(this.db)
    return rows.length > 0
  }
}
