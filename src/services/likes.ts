import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import type { Namespace } from '../stores/metadata/accounts.js'
import type { LikedRepo, PageBefore, Person, SocialCounts } from '../stores/metadata/likes.js'
import { type Grant, type SignedIn, viewerOf } from './access.js'
import type { Stores } from './context.js'

export type { Person, SocialCounts } from '../stores/metadata/likes.js'

/** Likes of repos, and who follows whom; see docs/discussions.md. What is so already stays so. */
export function createLikes({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const setLike = ({ repo, principal }: Grant<'repo:discuss'>, isLiked: boolean): Promise<void> =>
    metadata.transact(async (tx) => {
      // only users get a grant to discuss
      const { userId } = principal as SignedIn
      const at = clock.now()
      const changed = isLiked
        ? await tx.likes.like(repo.id, userId, at)
        : await tx.likes.unlike(repo.id, userId)
      const type = isLiked ? 'repo.liked' : 'repo.unliked'
      if (changed) await tx.events.add({ type, at, repoId: repo.id, actorId: userId, payload: {} })
    })

  const likers = ({ repo }: Grant<'repo:read'>, page: PageBefore): Promise<Person[]> =>
    metadata.likes.likers(repo.id, page)

  /** What a user likes, of what the asker may see. */
  const liked = (asker: Principal, user: Namespace, page: PageBefore): Promise<LikedRepo[]> =>
    metadata.likes.liked(user.id, viewerOf(asker), page)

  /** Throws BadRequest for oneself. */
  async function setFollow({ userId }: SignedIn, followed: Namespace, isFollowed: boolean): Promise<void> {
    if (followed.id === userId) throw new HubError('BadRequest', { why: 'Nobody follows themselves.' })
    const at = clock.now()
    await metadata.transact(async (tx) => {
      const changed = isFollowed
        ? await tx.likes.follow(userId, followed.id, at)
        : await tx.likes.unfollow(userId, followed.id)
      const type = isFollowed ? 'account.followed' : 'account.unfollowed'
      const payload = { name: followed.name }
      if (changed) await tx.events.add({ type, at, repoId: null, actorId: userId, payload })
    })
  }

  const followers = (of: Namespace, page: PageBefore): Promise<Person[]> =>
    metadata.likes.followers(of.id, page)
  const following = (user: Namespace, page: PageBefore): Promise<Person[]> =>
    metadata.likes.following(user.id, page)

  /** Counts for a profile, of what the asker may see. */
  const counts = (asker: Principal, of: Namespace): Promise<SocialCounts> =>
    metadata.likes.counts(of.id, viewerOf(asker))

  return { setLike, likers, liked, setFollow, followers, following, counts }
}
