import { HubError } from '../../core/errors.js'
import { checkName, fullName } from '../../core/repo-id.js'
import { roleInRepo } from '../../core/roles.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Transfer } from '../../stores/metadata/transfers.js'
import type { Access, Grant, SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import type { Repos } from '../repos.js'

export type { Transfer } from '../../stores/metadata/transfers.js'

const DAYS = 14
const DAY_MS = 86_400_000
const MOST_LISTED = 100

type Needs = Pick<Stores, 'metadata' | 'clock'> & { access: Access; repos: Repos }

/** Giving a repo to another owner, who must want it. */
export function createTransfers({ metadata, clock, access, repos }: Needs) {
  /** An offer takes the place of an earlier one. Throws NamespaceNotFound or BadRequest. */
  async function offer(grant: Grant<'repo:admin'>, to: string, name = grant.repo.name): Promise<Transfer> {
    checkName(name)
    const target = await metadata.accounts.findNamespace(to)
    if (!target)
      throw new HubError('NamespaceNotFound', { kind: 'user or organisation', name: to.slice(0, 100) })
    const { repo, principal } = grant
    if (target.id === repo.namespaceId)
      throw new HubError('BadRequest', { why: `${target.name} owns ${fullName(repo)} already.` })
    const createdAt = clock.now()
    const expiresAt = new Date(createdAt.getTime() + DAYS * DAY_MS)
    const offeredBy = actorIdOf(principal)
    const made = await metadata.transact(async (tx) => {
      const now = (await tx.repos.lock(repo.id)) ? await tx.repos.byId(repo.id) : undefined
      if (now?.namespaceId !== repo.namespaceId) throw new HubError('RepoNotFound', { repo: fullName(repo) })
      const fields = { repoId: repo.id, fromId: repo.namespaceId, toId: target.id, name }
      const id = await tx.transfers.put({ ...fields, offeredBy, createdAt, expiresAt })
      await tx.events.add(
        eventOf('repo.transfer-offered', repo.id, offeredBy, { transfer: id, to: target.name }),
      )
      return tx.transfers.find(id, createdAt)
    })
    if (!made) throw new HubError('TransferNotFound')
    return made
  }

  const ofRepo = ({ repo }: Grant<'repo:admin'>): Promise<Transfer | undefined> =>
    metadata.transfers.ofRepo(repo.id, clock.now())

  /** Offers that the user could accept. */
  const mine = ({ userId }: SignedIn): Promise<Transfer[]> =>
    metadata.transfers.toUser(userId, { now: clock.now(), limit: MOST_LISTED })

  /** Throws TransferNotFound. */
  async function withdraw({ repo, principal }: Grant<'repo:admin'>): Promise<void> {
    await metadata.transact(async (tx) => {
      if (!(await tx.transfers.removeOf(repo.id))) throw new HubError('TransferNotFound')
      await tx.events.add(eventOf('repo.transfer-ended', repo.id, actorIdOf(principal), { how: 'withdrawn' }))
    })
  }

  /** Throws TransferNotFound for everybody but those who may take it, or AlreadyExists when the name is taken there. */
  async function accept(caller: SignedIn, id: string): Promise<Transfer> {
    return metadata.transact(async (tx) => {
      const found = await take(tx, caller, id)
      const repo = await tx.repos.byId(found.repoId)
      const target = await tx.accounts.findNamespace(found.to)
      if (!repo || !target || !(await mayOffer(tx, found))) throw new HubError('TransferNotFound')
      await repos.moveIn(tx, access.grantOffered(caller, repo), access.grantTaken(caller, target), found.name)
      await tx.events.add(
        eventOf('repo.transfer-ended', repo.id, caller.userId, { transfer: id, how: 'accepted' }),
      )
      return { ...found, repo: `${target.name}/${found.name}` }
    })
  }

  /** Throws TransferNotFound. */
  async function decline(caller: SignedIn, id: string): Promise<void> {
    await metadata.transact(async (tx) => {
      const { repoId } = await take(tx, caller, id)
      await tx.events.add(
        eventOf('repo.transfer-ended', repoId, caller.userId, { transfer: id, how: 'declined' }),
      )
    })
  }

  /** The offer, which is no more after the transaction. */
  async function take(tx: Writers, caller: SignedIn, id: string): Promise<Transfer> {
    const found = await tx.transfers.find(id, clock.now())
    if (!found || !(await mayTake(tx, caller, found)) || !(await tx.transfers.remove(id)))
      throw new HubError('TransferNotFound')
    return found
  }

  async function mayTake(tx: Writers, caller: SignedIn, { toId }: Transfer): Promise<boolean> {
    return (await tx.organisations.roleIn(caller.userId, toId)) === 'admin'
  }

  /** Whoever may not give the repo away any more has not offered it. */
  async function mayOffer(tx: Writers, { offeredBy, repoId }: Transfer): Promise<boolean> {
    if (offeredBy === null) return true
    const offerer = await tx.accounts.findUser(offeredBy)
    if (!offerer || offerer.suspendedAt !== null) return false
    return offerer.isAdmin || roleInRepo(await tx.organisations.standing(offeredBy, repoId)) === 'admin'
  }

  const eventOf = (
    type: 'repo.transfer-offered' | 'repo.transfer-ended',
    repoId: number,
    actorId: number | null,
    payload: Record<string, unknown>,
  ) => ({ type, at: clock.now(), repoId, actorId, payload })

  return { offer, ofRepo, mine, withdraw, accept, decline }
}
