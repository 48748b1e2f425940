import { fullName, type RepoId, type RepoType, repoPath } from '../../core/repo-id.js'
import type { Role } from '../../core/roles.js'
import type { Notice } from '../../core/webhooks.js'
import type { StoredEvent } from '../../stores/metadata/events.js'
import type { Repo } from '../../stores/metadata/repos.js'

/** A repo as payloads show it; it may be gone. */
export interface Subject {
  id: RepoId
  publicId: string
  namespaceId: number
  isPrivate: boolean
  head: string | null
  tags: string[]
}

const VERSION = 3

/** Bodies of deliveries: version 3 of the Hugging Face Hub, and scopes of our own. See docs/notifications.md. */
export function createPayloads(base: string) {
  const urls = (id: RepoId) => ({
    web: `${base}/${repoPath(id)}`,
    api: `${base}/api/${id.type}s/${fullName(id)}`,
  })

  function renderRepo(subject: Subject, { scope, action }: Pick<Notice, 'scope' | 'action'>) {
    const { id, publicId, namespaceId, isPrivate, head, tags } = subject
    return {
      type: id.type,
      name: fullName(id),
      id: publicId,
      private: isPrivate,
      url: urls(id),
      owner: { id: String(namespaceId) },
      ...(scope.startsWith('repo') && action !== 'delete' && head && { headSha: head }),
      tags,
    }
  }

  function body(event: StoredEvent, notice: Notice, subject: Subject, webhookId: string) {
    const { action, scope } = notice
    const moved = event.type === 'repo.moved' ? movedFrom(event, subject) : undefined
    return {
      event: { action, scope },
      repo: renderRepo(moved ?? subject, notice),
      ...detailsOf(event, urls(subject.id).web),
      ...(moved && { movedTo: { name: fullName(subject.id), owner: { id: String(subject.namespaceId) } } }),
      webhook: { id: webhookId, version: VERSION },
    }
  }

  /** A repo that does not exist, so that receivers made for the Hub's payloads can read it. */
  function testBody(owner: { name: string; userId: number }, webhookId: string) {
    const id: RepoId = { type: 'dataset', namespace: owner.name, name: 'webhook-test' }
    const subject = {
      id,
      publicId: '0'.repeat(24),
      namespaceId: owner.userId,
      isPrivate: false,
      head: null,
      tags: [],
    }
    const event = { action: 'update', scope: 'test' } as const
    return { event, repo: renderRepo(subject, event), webhook: { id: webhookId, version: VERSION } }
  }

  return { body, testBody }
}

export const subjectOf = (repo: Repo): Subject => ({
  id: { type: repo.type, namespace: repo.namespace, name: repo.name },
  publicId: repo.publicId,
  namespaceId: repo.namespaceId,
  isPrivate: repo.visibility === 'private',
  head: repo.head,
  tags: repo.tags,
})

/** The repo of an event that tells of its end; undefined for events that do not say enough. */
export function goneSubject({ payload }: StoredEvent): (Subject & { seenBy: Role | null }) | undefined {
  const { name, type, publicId, namespaceId, visibility } = payload
  if (typeof name !== 'string' || typeof publicId !== 'string' || typeof namespaceId !== 'number')
    return undefined
  const id = idOf(name, type as RepoType)
  const isPrivate = visibility !== 'public'
  // an event that does not say it may be of a draft
  const seenBy = (payload.seenBy as Role | null | undefined) ?? (isPrivate ? 'write' : null)
  return { id, publicId, namespaceId, isPrivate, head: null, tags: [], seenBy }
}

function movedFrom({ payload }: StoredEvent, subject: Subject): Subject {
  const namespaceId = typeof payload.namespaceId === 'number' ? payload.namespaceId : subject.namespaceId
  return { ...subject, id: idOf(String(payload.from), subject.id.type), namespaceId }
}

function idOf(name: string, type: RepoType): RepoId {
  const [namespace = '', rest = ''] = name.split('/')
  return { type, namespace, name: rest }
}

/** What only some events say. */
function detailsOf(event: StoredEvent, web: string): Record<string, unknown> {
  const { type, payload, actorId, at } = event
  switch (type) {
    case 'ref.moved': {
      const { ref, from = null, to = null } = payload
      return { updatedRefs: [{ ref, oldSha: from, newSha: to }] }
    }
    case 'repo.settings': {
      const { visibility, gated } = payload
      return {
        updatedConfig: {
          ...(visibility !== undefined && { private: visibility === 'private' }),
          ...(gated !== undefined && { gated: gated ?? false }),
        },
      }
    }
    case 'tables.ready':
    case 'tables.failed':
      return { job: { kind: 'tables', state: type.slice('tables.'.length), commit: payload.commit, at } }
    case 'access.requested':
    case 'access.decided':
    case 'access.withdrawn': {
      const { status = null, terms = null, until = null } = payload
      return { access: { user: { id: String(payload.userId ?? actorId) }, status, terms, until, at } }
    }
    default:
      return type.startsWith('discussion.') ? discussionOf(event, web) : {}
  }
}

/** What the event says; texts are not in the log, so a receiver reads them at the address. */
function discussionOf({ type, payload, actorId }: StoredEvent, web: string): Record<string, unknown> {
  const { num, title = '', status = 'open', isPullRequest = false, commentId } = payload
  const url = `${web}/discussions/${num}`
  const author = { id: String(actorId) }
  const discussion = { id: String(num), num, title, status, isPullRequest, author, url: { web: url } }
  if (typeof commentId !== 'string') return { discussion }
  const hidden = type.endsWith('.hidden')
  return { discussion, comment: { id: commentId, author, hidden, url: { web: `${url}#${commentId}` } } }
}
