import type { Access } from '../access.js'
import { createTrends } from '../catalogue/trends.js'
import type { Stores } from '../context.js'
import { createLikes } from '../likes.js'
import { createDiscussions } from './discussions.js'
import type { DiscussionStart } from './start.js'
import { createTalk } from './talk.js'

/** What people say of a repo, and which ones they like. */
export const createDiscussionServices = (
  stores: Stores,
  { access, start }: { access: Access; start: DiscussionStart },
) => ({
  discussions: createDiscussions({ ...stores, start }),
  talk: createTalk({ ...stores, access }),
  likes: createLikes(stores),
  trends: createTrends(stores),
})
