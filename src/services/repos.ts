import { randomBytes } from 'node:crypto'
import { EMPTY_TREE_OID, objectId } from '../codecs/git-object.js'
import { DEFAULT_GITATTRIBUTES } from '../codecs/gitattributes.js'
import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import { checkName, fullName, type RepoId, type RepoType, repoPath } from '../core/repo-id.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { RepoQuery } from '../stores/metadata/repos.js'
import { type Access, type Grant, type NamespaceGrant, viewerOf } from './access.js'
import type { Indexing } from './catalogue/indexing.js'
import { actorOf, type CommitWriter, MAIN_REF } from './commits/commit-writer.js'
import type { Stores } from './context.js'
import type { Quotas } from './quotas/quotas.js'
import { TreeEditor } from './trees/tree-editor.js'
import { gatherEdits } from './trees/tree-edits.js'
import { TreeReader } from './trees/tree-reader.js'

export type { Repo, RepoSort } from '../stores/metadata/repos.js'

export interface NewRepo {
  type: RepoType
  name: string
  visibility: 'public' | 'private'
}

export function createRepos({
  metadata,
  trees,
  clock,
  access,
  writer,
  indexing,
  quotas,
}: Pick<Stores, 'metadata' | 'trees' | 'clock'> & {
  access: Access
  writer: CommitWriter
  indexing: Indexing
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
      })
      if (!made) throw taken(id)
      await tx.repos.dropRedirect(fields.type, id)
      const grant = access.grantCreated(owner, made)
      await tx.events.add(
        eventOf(grant, 'repo.created', {
          type: made.type,
          name: fullName(made),
          visibility: made.visibility,
        }),
      )
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
      await tx.events.add(
        eventOf(grant, 'repo.deleted', { type: grant.repo.type, name: fullName(grant.repo) }),
      )
      await tx.garbage.lockRepo(grant.repo.id)
      await tx.storageUsage.giveBackAll(grant.repo.id)
      await tx.repos.remove(grant.repo.id)
    })
  }

  /** Renames the repo, maybe into another namespace; the old name redirects. */
  async function move(grant: Grant<'repo:admin'>, owner: NamespaceGrant, name: string): Promise<void> {
    checkName(name)
    const to: RepoId = { type: grant.repo.type, namespace: owner.namespace.name, name }
    await metadata.transact(async (tx) => {
      const holder = await tx.repos.find(to)
      if (holder && holder.id !== grant.repo.id) throw taken(to)
      await tx.repos.move(grant.repo, owner.namespace.id, to)
      await quotas.move(tx, grant, owner.namespace.id)
      await indexing.rebuild(tx, grant.repo.id)
      await tx.events.add(
        eventOf(grant, 'repo.moved', { type: to.type, from: fullName(grant.repo), to: fullName(to) }),
      )
    })
  }

  async function changeSettings(
    grant: Grant<'repo:admin'>,
    settings: { visibility?: 'public' | 'private' | undefined; gated?: 'auto' | 'manual' | null | undefined },
  ): Promise<void> {
    await metadata.transact(async (tx) => {
      if (settings.visibility) await tx.repos.setVisibility(grant.repo.id, settings.visibility)
      if (settings.gated !== undefined) await tx.repos.setGated(grant.repo.id, settings.gated)
      await tx.events.add(eventOf(grant, 'repo.settings', { ...settings }))
    })
  }

  /** Repos that the principal may see. */
  const list = (who: Principal, query: RepoQuery) => metadata.repos.list(query, viewerOf(who))

  const eventOf = (
    grant: Grant,
    type: 'repo.created' | 'repo.deleted' | 'repo.moved' | 'repo.settings',
    payload: Record<string, unknown>,
  ) => ({
    type,
    at: clock.now(),
    repoId: grant.repo.id,
    actorId: actorOf(grant),
    payload,
  })

  return { create, remove, move, changeSettings, list }
}

const taken = (id: RepoId): HubError =>
  new HubError('AlreadyExists', { what: `The repository ${repoPath(id)}` }, { repo: repoPath(id) })
