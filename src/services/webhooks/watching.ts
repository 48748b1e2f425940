import { HubError, isHubError } from '../../core/errors.js'
import { parseFullName } from '../../core/repo-id.js'
import type { Watched, WatchedType } from '../../stores/metadata/webhooks.js'
import { type Access, RepoMoved, type SignedIn } from '../access.js'
import type { Stores } from '../context.js'

export type { WatchedType } from '../../stores/metadata/webhooks.js'
export interface Wish {
  type: WatchedType
  name: string
}

/** Finds what a webhook is to watch, as far as its owner may know it. */
export function createWatching({ metadata, access }: Pick<Stores, 'metadata'> & { access: Access }) {
  /** Throws BadRequest for what is not there, or must look like it. */
  async function find(owner: SignedIn, wishes: Wish[]): Promise<Watched[]> {
    const found = new Map<string, Watched>()
    for (const wish of wishes) {
      const one = await (wish.type === 'user' || wish.type === 'org'
        ? namespace(wish)
        : repo(owner, wish as Wish & { type: 'dataset' | 'model' }))
      found.set(`${one.type} ${one.repoId ?? one.namespaceId}`, one)
    }
    return [...found.values()]
  }

  async function namespace({ type, name }: Wish): Promise<Watched> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind !== type) throw unknown({ type, name })
    return { type, name: found.name, repoId: null, namespaceId: found.id }
  }

  async function repo(
    owner: SignedIn,
    { type, name }: Wish & { type: 'dataset' | 'model' },
  ): Promise<Watched> {
    const id = parseFullName(name, type)
    const { repo } = await access.authorize(owner, 'repo:read', id).catch((error) => {
      const isUnknown = error instanceof RepoMoved || (isHubError(error) && error.status < 500)
      throw isUnknown ? unknown({ type, name }) : error
    })
    return { type, name: `${repo.namespace}/${repo.name}`, repoId: repo.id, namespaceId: null }
  }

  return { find }
}

const unknown = ({ type, name }: Wish): HubError =>
  new HubError('BadRequest', { why: `watched: there is no ${type} called "${name.slice(0, 200)}".` })
