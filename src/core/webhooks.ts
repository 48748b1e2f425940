import type { RepoAction } from './policy.js'

/** Groups of events; the first two are those of the Hugging Face Hub. */
export const DOMAINS = ['repo', 'discussions', 'access', 'jobs'] as const
export type Domain = (typeof DOMAINS)[number]

/** How an event of the log is told to a webhook. */
export interface Notice {
  domain: Domain
  action: 'create' | 'delete' | 'update' | 'move'
  scope: string
  /** What the owner of the webhook must be allowed to do with the repo when it is told. */
  needs: Extract<RepoAction, 'repo:read' | 'repo:download' | 'repo:write'>
}

const notice = (
  domain: Domain,
  action: Notice['action'],
  scope: string,
  needs: Notice['needs'] = 'repo:read',
): Notice => ({ domain, action, scope, needs })

const NOTICES: Record<string, Notice> = {
  'repo.created': notice('repo', 'create', 'repo'),
  'repo.deleted': notice('repo', 'delete', 'repo'),
  'repo.moved': notice('repo', 'move', 'repo'),
  'repo.settings': notice('repo', 'update', 'repo.config'),
  'ref.moved': notice('repo', 'update', 'repo.content'),
  'discussion.created': notice('discussions', 'create', 'discussion'),
  'discussion.status': notice('discussions', 'update', 'discussion'),
  'discussion.retitled': notice('discussions', 'update', 'discussion'),
  'discussion.commented': notice('discussions', 'create', 'discussion.comment'),
  'discussion.edited': notice('discussions', 'update', 'discussion.comment'),
  'discussion.hidden': notice('discussions', 'update', 'discussion.comment'),
  'access.requested': notice('access', 'create', 'access', 'repo:write'),
  'access.decided': notice('access', 'update', 'access', 'repo:write'),
  'access.withdrawn': notice('access', 'delete', 'access', 'repo:write'),
  'tables.ready': notice('jobs', 'update', 'jobs.tables', 'repo:download'),
  'tables.failed': notice('jobs', 'update', 'jobs.tables', 'repo:download'),
}

/** Undefined for events that no webhook hears of. */
export const noticeOf = (eventType: string): Notice | undefined =>
  Object.hasOwn(NOTICES, eventType) ? NOTICES[eventType] : undefined
