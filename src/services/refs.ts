import { EMPTY_TREE_OID, encodeTag, isFolder, objectId } from '../codecs/git-object.js'
import { HubError } from '../core/errors.js'
import { fullName } from '../core/repo-id.js'
import { checkRefName, DEFAULT_BRANCH } from '../core/revision.js'
import type { Grant } from './access.js'
import { actorOf, type Commits, MAIN_REF, signatureOf } from './commits/commits.js'
import type { Stores } from './context.js'
import type { PathChange } from '../stores/metadata/commits.js'
import type { Revisions } from './revisions.js'
import { TreeReader } from './trees/tree-reader.js'

type Needs = Pick<Stores, 'metadata' | 'trees' | 'clock'> & { commits: Commits; revisions: Revisions }

/** Branches and tags. */
export function createRefs({ metadata, trees, clock, commits, revisions }: Needs) {
  async function createBranch(
    grant: Grant<'repo:write'>,
    name: string,
    options: { startingPoint: string | undefined; empty: boolean; overwrite: boolean },
  ): Promise<void> {
    const ref = `refs/heads/${checkRefName(name)}`
    const [existing] = await metadata.refs.findAny(grant.repo.id, [ref])
    if (existing && !options.overwrite) throw new HubError('AlreadyExists', { what: `The branch ${name}` })
    if (existing && options.startingPoint === undefined && !options.empty) return
    const start = options.empty ? undefined : (await revisions.resolve(grant, options.startingPoint ?? DEFAULT_BRANCH)).commit.oid
    await metadata.transact(async (tx) => {
      if (!existing && (await tx.refs.clashes(grant.repo.id, ref))) throw clash(name)
      const to = start ?? (await commits.writeCommit(tx, grant, { ...EMPTY, tree: EMPTY_TREE_OID, parents: [], summary: 'empty branch' }))
      if (options.empty) await tx.objects.addTree(grant.repo.id, { oid: EMPTY_TREE_OID, entryCount: 0, pageIndex: Buffer.alloc(0) }, [])
      await commits.moveRef(tx, grant, { ref, from: existing?.target ?? null, to, changes: 'unknown', card: undefined })
    })
  }

  /** Throws RevisionNotFound, and Forbidden for the default branch. */
  async function deleteBranch(grant: Grant<'repo:write'>, name: string): Promise<void> {
    if (name === DEFAULT_BRANCH) {
      throw new HubError('Forbidden', { action: `delete the branch ${name} of`, repo: fullName(grant.repo), why: 'it is the default branch' })
    }
    await deleteRef(grant, `refs/heads/${name}`, name)
  }

  /** A tag with a message is an annotated tag. */
  async function createTag(grant: Grant<'repo:write'>, revision: string, name: string, message: string): Promise<void> {
    const ref = `refs/tags/${checkRefName(name)}`
    const { commit } = await revisions.resolve(grant, revision)
    const tagger = signatureOf(grant, clock.now())
    await metadata.transact(async (tx) => {
      await tx.repos.lock(grant.repo.id)
      if (await tx.refs.clashes(grant.repo.id, ref)) throw clash(name)
      const content = message === '' ? undefined : encodeTag({ object: commit.oid, name, tagger, message })
      const target = content ? objectId('tag', content) : commit.oid
      if (content) await tx.objects.addTag(grant.repo.id, target, content)
      if (!(await tx.refs.move(grant.repo.id, null, { name: ref, target, commit: commit.oid }, clock.now()))) {
        throw new HubError('AlreadyExists', { what: `The tag ${name}` })
      }
      await tx.events.add({
        type: 'ref.moved',
        at: clock.now(),
        repoId: grant.repo.id,
        actorId: actorOf(grant),
        payload: { ref, from: null, to: commit.oid },
      })
    })
  }

  const deleteTag = (grant: Grant<'repo:write'>, name: string): Promise<void> => deleteRef(grant, `refs/tags/${name}`, name)

  async function deleteRef(grant: Grant<'repo:write'>, ref: string, name: string): Promise<void> {
    const [existing] = await metadata.refs.findAny(grant.repo.id, [ref])
    if (!existing) throw new HubError('RevisionNotFound', { revision: name, repo: fullName(grant.repo) })
    await metadata.transact(async (tx) => {
      if (!(await tx.refs.remove(grant.repo.id, ref, existing.target))) throw new HubError('RefConflict', { ref })
      const payload = { ref, from: existing.commit, to: null }
      await tx.events.add({ type: 'ref.moved', at: clock.now(), repoId: grant.repo.id, actorId: actorOf(grant), payload })
    })
  }

  /** Replaces the history of a branch by one commit with its present files. */
  async function squash(grant: Grant<'repo:admin'>, branch: string, message: string): Promise<void> {
    const { commit, ref } = await revisions.resolve(grant, branch)
    if (ref === undefined || !ref.startsWith('refs/heads/')) throw new HubError('BadRequest', { why: `${branch} is not a branch; only a branch can be squashed.` })
    const changes: PathChange[] = []
    for await (const { path, entry } of new TreeReader(metadata.objects, grant.repo.id, trees).walk(commit.tree)) {
      if (!isFolder(entry)) changes.push({ path, oldOid: null, newOid: entry.oid })
    }
    await metadata.transact(async (tx) => {
      const summary = message === '' ? `Squash the history of ${branch}` : message
      const to = await commits.writeCommit(tx, grant, { ...EMPTY, tree: commit.tree, parents: [], summary, changes })
      await commits.moveRef(tx, grant, { ref, from: commit.oid, to, changes: ref === MAIN_REF ? [] : 'unknown', card: undefined })
    })
  }

  return { createBranch, deleteBranch, createTag, deleteTag, squash }
}
export type Refs = ReturnType<typeof createRefs>

const EMPTY = { description: '', changes: [], requestHash: null }
const clash = (name: string): HubError =>
  new HubError('InvalidName', { name, why: 'a branch or tag stands where this name needs a folder, or the other way round' })
