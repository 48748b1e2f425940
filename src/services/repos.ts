import { randomBytes } from 'node:crypto'
import { EMPTY_TREE_OID, objectId } from '../codecs/git-object.js'
import { DEFAULT_GITATTRIBUTES } from '../codecs/gitattributes.js'
import type { Clock } from '../core/clock.js'
import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import { checkName, fullName, type RepoId, type RepoType, repoPath } from '../core/repo-id.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { Repo, RepoQuery } from '../stores/metadata/repos.js'
import { type Access, type Grant, type NamespaceGrant, viewerOf } from './access.js'
import { isOpenToAll, seenBy } from './audit/open.js'
import type { Recorder } from './audit/recorder.js'
import type { Indexing } from './catalogue/indexing.js'
import { type CommitWriter, MAIN_REF } from './commits/commit-writer.js'
import type { Stores } from './context.js'
import { actorIdOf } from './grants.js'
import type { Quotas } from './quotas/quotas.js'
import { requireGateFor } from './terms/terms.js'
import { TreeEditor } from './trees/tree-editor.js'
import { gatherEdits } from './trees/tree-edits.js'
import { TreeReader } from './trees/tree-reader.js'

export type { Repo, RepoSort } from '../stores/metadata/repos.js'

export interface NewRepo {
  type: RepoType
  name: string
  visibility: 'public' | 'private'
}

export interface RepoSettings {
  visibility?: 'public' | 'private' | undefined
  gated?: 'auto' | 'manual' | null | undefined
  discussionsDisabled?: boolean | undefined
}

export function createRepos({
  metadata,
  trees,
  clock,
  access,
  writer,
  indexing,
  recorder,
  quotas,
}: Pick<Stores, 'metadata' | 'trees' | 'clock'> & {
  access: Access
  writer: CommitWriter
  indexing: Indexing
  recorder: Recorder
  quotas: Pick<Quotas, 'charge' | 'move'>
}) {
  /** Creates a repo whose first commit has a .gitattributes. Throws AlreadyExists with the repo's `url` path in `body.repo`. */
  async function create(owner: NamespaceGrant, fields: NewRepo): Promise<Grant<'repo:admin'>> {
    checkName(fields.name)
    const id: RepoId = { type: fields.type, namespace: owner.namespace.name, name: fields.name }
    const repo = await metadata.transact(async (tx) => {
      const made = await tx.repos.add({
        ...fields,
        publicId: randomBytes(12).toString('hex'),
        namespaceId: owner.namespace.id,
        creatorId: actorIdOf(owner.principal),
      })
      if (!made) throw taken(id)
      await tx.repos.dropRedirect(fields.type, id)
      const grant = access.grantCreated(owner, made)
      const { type, visibility } = made
      await tx.events.add(eventOf(clock, grant, 'repo.created', { type, name: fullName(made), visibility }))
      await firstCommit(tx, grant)
      return made
    })
    return access.grantCreated(owner, (await metadata.repos.byId(repo.id)) ?? repo)
  }

  async function firstCommit(tx: Writers, grant: Grant<'repo:admin'>): Promise<void> {
    const { repo } = grant
    const content = Buffer.from(DEFAULT_GITATTRIBUTES)
    const oid = objectId('blob', content)
    await tx.objects.addBlobs(repo.id, [{ oid, size: content.length, content, sha256: null, lfs: null }])
    const editor = new TreeEditor(new TreeReader(tx.objects, repo.id, trees), tx.objects)
    const tree = await editor.apply(
      EMPTY_TREE_OID,
      gatherEdits([{ kind: 'put', path: '.gitattributes', mode: '100644', oid }]),
    )
    const fields = {
      tree,
      parents: [],
      summary: 'initial commit',
      description: '',
      changes: editor.changes,
      requestHash: null,
    }
    const to = await writer.writeCommit(tx, grant, fields)
    await writer.moveRef(tx, grant, { ref: MAIN_REF, from: null, to, changes: [], card: undefined })
    await quotas.charge(tx, grant, [[oid]])
  }

  async function remove(grant: Grant<'repo:admin'>): Promise<void> {
    await metadata.transact(async (tx) => {
      await tx.events.add(eventOf(clock, grant, 'repo.deleted', goneOf(grant.repo, clock.now())))
      await tx.garbage.lockRepo(grant.repo.id)
      await tx.storageUsage.giveBackAll(grant.repo.id)
      await tx.repos.remove(grant.repo.id)
    })
  }

  /** Renames the repo, maybe into another namespace; the old name redirects. */
  async function move(grant: Grant<'repo:admin'>, owner: NamespaceGrant, name: string): Promise<void> {
    await metadata.transact((tx) => moveIn(tx, grant, owner, name))
  }

  /** As `move`, in a transaction that does more. */
  async function moveIn(
    tx: Writers,
    grant: Grant<'repo:admin'>,
    owner: NamespaceGrant,
    name: string,
  ): Promise<void> {
    checkName(name)
    const to: RepoId = { type: grant.repo.type, namespace: owner.namespace.name, name }
    const holder = await tx.repos.find(to)
    if (holder && holder.id !== grant.repo.id) throw taken(to)
    const creatorId = actorIdOf(owner.principal)
    await tx.repos.move(grant.repo, { id: owner.namespace.id, creatorId }, to)
    await quotas.move(tx, grant, owner.namespace.id)
    await indexing.rebuild(tx, grant.repo.id)
    await tx.events.add(eventOf(clock, grant, 'repo.moved', movedOf(grant.repo, to)))
  }

  async function changeSettings(grant: Grant<'repo:admin'>, settings: RepoSettings): Promise<void> {
    requireGateFor(grant, settings.gated)
    await metadata.transact(async (tx) => {
      if (settings.visibility) await tx.repos.setVisibility(grant.repo.id, settings.visibility)
      if (settings.gated !== undefined) await tx.repos.setGated(grant.repo.id, settings.gated)
      await indexing.resize(tx, grant.repo.id)
      if (settings.discussionsDisabled !== undefined)
        await tx.repos.setDiscussionsDisabled(grant.repo.id, settings.discussionsDisabled)
      await tx.events.add(eventOf(clock, grant, 'repo.settings', { ...settings }))
    })
  }

  /** Repos that the principal may see. */
  async function list(principal: Principal, query: RepoQuery): Promise<Repo[]> {
    const now = clock.now()
    const repos = await metadata.repos.list(query, viewerOf(principal, now))
    await recorder.shown(
      principal,
      repos.filter((repo) => !isOpenToAll('repo:read', repo, now)),
    )
    return repos
  }

  return { create, remove, move, moveIn, changeSettings, list }
}
export type Repos = ReturnType<typeof createRepos>

/** What is told of a repo when nothing is left of it, and who may hear that. */
const goneOf = (repo: Repo, now: Date) => ({
  type: repo.type,
  name: fullName(repo),
  visibility: isOpenToAll('repo:read', repo, now) ? 'public' : 'private',
  seenBy: seenBy(repo, now),
  namespaceId: repo.namespaceId,
  publicId: repo.publicId,
})
const movedOf = (repo: Repo, to: RepoId) => ({
  type: to.type,
  from: fullName(repo),
  to: fullName(to),
  namespaceId: repo.namespaceId,
})

const taken = (id: RepoId): HubError =>
  new HubError('AlreadyExists', { what: `The repository ${repoPath(id)}` }, { repo: repoPath(id) })

const eventOf = (
  clock: Clock,
  grant: Grant,
  type: 'repo.created' | 'repo.deleted' | 'repo.moved' | 'repo.settings',
  payload: Record<string, unknown>,
) => ({ type, at: clock.now(), repoId: grant.repo.id, actorId: actorIdOf(grant.principal), payload })
