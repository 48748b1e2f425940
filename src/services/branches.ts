import { EMPTY_TREE_OID, isFolder } from '../codecs/git-object.js'
import { HubError } from '../core/errors.js'
import { fullName } from '../core/repo-id.js'
import { checkRefName, DEFAULT_BRANCH } from '../core/revision.js'
import type { PathChange } from '../stores/metadata/commits.js'
import type { Grant } from './access.js'
import { type CommitWriter, MAIN_REF } from './commits/commit-writer.js'
import type { Stores } from './context.js'
import type { Revisions } from './revisions.js'
import { TreeReader } from './trees/tree-reader.js'

type Needs = Pick<Stores, 'metadata' | 'trees'> & { writer: CommitWriter; revisions: Revisions }

export function createBranches({ metadata, trees, writer, revisions }: Needs) {
  /** Throws AlreadyExists unless `overwrite`, which without a starting point changes nothing. */
  async function create(
    grant: Grant<'repo:write'>,
    name: string,
    options: { startingPoint: string | undefined; empty: boolean; overwrite: boolean },
  ): Promise<void> {
    const ref = `refs/heads/${checkRefName(name)}`
    const [existing] = await metadata.refs.findAny(grant.repo.id, [ref])
    if (existing && !options.overwrite) throw new HubError('AlreadyExists', { what: `The branch ${name}` })
    if (existing && options.startingPoint === undefined && !options.empty) return
    const start = options.empty
      ? undefined
      : (await revisions.resolve(grant, options.startingPoint ?? DEFAULT_BRANCH)).commit.oid
    await metadata.transact(async (tx) => {
      if (!existing && (await tx.refs.clashes(grant.repo.id, ref))) throw refClash(name)
      const to =
        start ??
        (await writer.writeCommit(tx, grant, {
          ...EMPTY,
          tree: EMPTY_TREE_OID,
          parents: [],
          summary: 'empty branch',
        }))
      if (options.empty)
        await tx.objects.addTree(
          grant.repo.id,
          { oid: EMPTY_TREE_OID, entryCount: 0, pageIndex: Buffer.alloc(0) },
          [],
        )
      await writer.moveRef(tx, grant, {
        ref,
        from: existing?.target ?? null,
        to,
        changes: 'unknown',
        card: undefined,
      })
    })
  }

  /** Throws RevisionNotFound, and Forbidden for the default branch. */
  async function remove(grant: Grant<'repo:write'>, name: string): Promise<void> {
    if (name === DEFAULT_BRANCH) {
      throw new HubError('Forbidden', {
        action: `delete the branch ${name} of`,
        repo: fullName(grant.repo),
        why: 'it is the default branch',
      })
    }
    const [ref] = await metadata.refs.findAny(grant.repo.id, [`refs/heads/${name}`])
    if (!ref) throw new HubError('RevisionNotFound', { revision: name, repo: fullName(grant.repo) })
    await metadata.transact((tx) => writer.removeRef(tx, grant, ref))
  }

  /** Replaces the history of a branch by one commit with its present files. */
  async function squash(grant: Grant<'repo:admin'>, branch: string, message: string): Promise<void> {
    const { commit, ref } = await revisions.resolve(grant, branch)
    if (ref === undefined || !ref.startsWith('refs/heads/'))
      throw new HubError('BadRequest', { why: `${branch} is not a branch; only a branch can be squashed.` })
    const changes: PathChange[] = []
    for await (const { path, entry } of new TreeReader(metadata.objects, grant.repo.id, trees).walk(
      commit.tree,
    )) {
      if (!isFolder(entry)) changes.push({ path, oldOid: null, newOid: entry.oid })
    }
    await metadata.transact(async (tx) => {
      const summary = message === '' ? `Squash the history of ${branch}` : message
      const to = await writer.writeCommit(tx, grant, {
        ...EMPTY,
        tree: commit.tree,
        parents: [],
        summary,
        changes,
      })
      await writer.moveRef(tx, grant, {
        ref,
        from: commit.oid,
        to,
        changes: ref === MAIN_REF ? [] : 'unknown',
        card: undefined,
      })
    })
  }

  return { create, remove, squash }
}

const EMPTY = { description: '', changes: [], requestHash: null }
export const refClash = (name: string): HubError =>
  new HubError('InvalidName', {
    name,
    why: 'a branch or tag stands where this name needs a folder, or the other way round',
  })
