import { HubError } from '../core/errors.js'
import { decide, type OrgAction, type OrgRole, type Principal } from '../core/policy.js'
import type { Namespace } from '../stores/metadata/accounts.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { Repo } from '../stores/metadata/repos.js'
import type { Grant, NamespaceGrant, OrgGrant } from './grants.js'

/** What of `access` is about namespaces. */
export function createNamespaceAccess({ metadata }: { metadata: MetadataStore }) {
  async function roleOf(principal: Principal, namespaceId: number): Promise<OrgRole | null> {
    return principal.kind === 'user' ? metadata.organisations.roleIn(principal.userId, namespaceId) : null
  }

  /** Asks to create repos in a namespace; by default the caller's own. Throws NotSignedIn or Forbidden. */
  async function authorizeNamespace(
    principal: Principal,
    asked: string | undefined,
  ): Promise<NamespaceGrant> {
    const name = asked ?? (principal.kind === 'user' ? principal.name : '')
    const namespace = await metadata.accounts.findNamespace(name)
    const role = namespace ? await roleOf(principal, namespace.id) : null
    const decision = decide(principal, 'namespace:create-repo', {
      kind: 'namespace',
      name: namespace?.name ?? name,
      role,
    })
    if (!namespace || !decision.allow) {
      const why = decision.allow ? 'there is no user or organisation of that name' : decision.why
      throw new HubError(decision.allow ? 'Forbidden' : decision.error, {
        action: 'create repositories in',
        repo: name,
        why,
      })
    }
    return { principal, namespace } as NamespaceGrant
  }

  /** Asks for an action on an organisation. Throws NotSignedIn, NamespaceNotFound or Forbidden. */
  async function authorizeOrg<A extends OrgAction>(
    principal: Principal,
    action: A,
    name: string,
  ): Promise<OrgGrant<A>> {
    const found = await metadata.accounts.findNamespace(name)
    const org = found?.kind === 'org' ? found : undefined
    const role = org ? await roleOf(principal, org.id) : null
    const decision = decide(principal, action, { kind: 'namespace', name: org?.name ?? name, role })
    if (!org && principal.kind !== 'anonymous')
      throw new HubError('NamespaceNotFound', { kind: 'organisation', name: name.slice(0, 100) })
    if (!decision.allow || !org)
      throw new HubError(decision.allow ? 'NotSignedIn' : decision.error, {
        action: ORG_VERB[action],
        repo: name,
        why: decision.allow ? '' : decision.why,
      })
    return { action, principal, org } as OrgGrant<A>
  }

  /** Asks to read what concerns an owner; by default the caller. Throws NotSignedIn or Forbidden. */
  async function authorizeOwner(
    principal: Principal,
    action: 'namespace:usage' | 'namespace:vouchers',
    asked: string | undefined,
  ): Promise<NamespaceGrant> {
    const name = asked ?? (principal.kind === 'user' ? principal.name : '')
    const namespace = await metadata.accounts.findNamespace(name)
    const role = namespace ? await roleOf(principal, namespace.id) : null
    const resource = { kind: 'namespace' as const, name: namespace?.name ?? name, role }
    const decision = decide(principal, action, resource)
    if (namespace && decision.allow) return { principal, namespace } as NamespaceGrant
    const why = decision.allow ? 'there is no user or organisation of that name' : decision.why
    const what = action === 'namespace:usage' ? 'see the usage of' : 'see the vouchers of'
    throw new HubError(decision.allow ? 'Forbidden' : decision.error, { action: what, repo: name, why })
  }

  /** Who may create a repo administers it. */
  const grantCreated = ({ principal }: NamespaceGrant, repo: Repo): Grant<'repo:admin'> =>
    ({ action: 'repo:admin', principal, repo, role: 'admin' }) as Grant<'repo:admin'>

  /** Who took an offer administers the repo that was offered; services/organisations/transfers.ts checks the offer. */
  const grantOffered = (principal: Principal, repo: Repo): Grant<'repo:admin'> =>
    ({ action: 'repo:admin', principal, repo, role: 'admin' }) as Grant<'repo:admin'>
  const grantTaken = (principal: Principal, namespace: Namespace): NamespaceGrant =>
    ({ principal, namespace }) as NamespaceGrant

  return { authorizeNamespace, authorizeOrg, authorizeOwner, grantCreated, grantOffered, grantTaken }
}

const ORG_VERB: Record<OrgAction, string> = {
  'org:read': 'see the inside of',
  'org:leave': 'leave',
  'org:admin': 'administer',
}
