import { encodeTag, objectId } from '../codecs/git-object.js'
import { HubError, isHubError } from '../core/errors.js'
import { fullName } from '../core/repo-id.js'
import { checkRefName } from '../core/revision.js'
import type { Grant } from './access.js'
import { refClash } from './branches.js'
import { type CommitWriter, signatureOf } from './commits/commit-writer.js'
import type { Stores } from './context.js'
import type { Revisions } from './revisions.js'

type Needs = Pick<Stores, 'metadata' | 'clock'> & { writer: CommitWriter; revisions: Revisions }

export function createTags({ metadata, clock, writer, revisions }: Needs) {
  /** A tag with a message is an annotated tag. */
  async function create(
    grant: Grant<'repo:write'>,
    revision: string,
    name: string,
    message: string,
  ): Promise<void> {
    const ref = `refs/tags/${checkRefName(name)}`
    const { commit } = await revisions.resolve(grant, revision)
    const tagger = signatureOf(grant, clock.now())
    await metadata.transact(async (tx) => {
      if (await tx.refs.clashes(grant.repo.id, ref)) throw refClash(name)
      const content = message === '' ? undefined : encodeTag({ object: commit.oid, name, tagger, message })
      const target = content ? objectId('tag', content) : commit.oid
      if (content) await tx.objects.addTag(grant.repo.id, target, content)
      const move = { ref, from: null, to: commit.oid, target, changes: [], card: undefined }
      await writer
        .moveRef(tx, grant, move)
        .catch((error) => Promise.reject(isHubError(error, 'RefConflict') ? taken(name) : error))
    })
  }

  async function remove(grant: Grant<'repo:write'>, name: string): Promise<void> {
    const [ref] = await metadata.refs.findAny(grant.repo.id, [`refs/tags/${name}`])
    if (!ref) throw new HubError('RevisionNotFound', { revision: name, repo: fullName(grant.repo) })
    await metadata.transact((tx) => writer.removeRef(tx, grant, ref))
  }

  return { create, remove }
}

const taken = (name: string): HubError => new HubError('AlreadyExists', { what: `The tag ${name}` })
