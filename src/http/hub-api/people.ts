import { HubError } from '../../core/errors.js'
import type { Person, SocialCounts } from '../../services/likes.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import type { Call } from '../route.js'

const PAGE = 100
const MOST_ROWS = 500

/** A page of rows that come newest first, with the link to the next. */
export async function paged<T extends { id: number }>(
  { query, reply, urls }: Call,
  read: (page: { before: number | undefined; limit: number }) => Promise<T[]>,
): Promise<T[]> {
  const [before] = decodeCursor(query.get('cursor')) ?? []
  if (before !== undefined && !Number.isSafeInteger(before))
    throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
  const limit = query.int('limit', PAGE, 1, MOST_ROWS)
  const rows = await read({ before: before as number | undefined, limit: limit + 1 })
  const last = rows[limit - 1]
  if (rows.length > limit && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return rows.slice(0, limit)
}

export const renderPerson = ({ urls }: Call, { name, fullName, kind }: Person) => ({
  user: name,
  fullname: fullName,
  avatarUrl: `${urls.base}/avatars/default`,
  type: kind,
})

/** Counts of a profile under the names that clients know. */
export const renderCounts = (counts: SocialCounts) => ({
  numModels: counts.models,
  numDatasets: counts.datasets,
  numSpaces: 0,
  numFollowers: counts.followers,
  isFollowing: counts.isFollowing,
})
