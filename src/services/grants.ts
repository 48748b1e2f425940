import type { OrgAction, Principal, RepoAction, Role } from '../core/policy.js'
import type { Namespace } from '../stores/metadata/accounts.js'
import type { Repo } from '../stores/metadata/repos.js'

declare const granted: unique symbol
/**
 * Proof that the policy allowed `action` on `repo`. Services that touch a repo take one, and only `authorize`
 * makes one, so none can forget to ask.
 */
export interface Grant<A extends RepoAction = RepoAction> {
  readonly [granted]: true
  readonly action: A
  readonly principal: Principal
  readonly repo: Repo
  /** Of the user in the repo, before token scopes. */
  readonly role: Role | null
}
export type NamespaceGrant = {
  readonly [granted]: true
  readonly principal: Principal
  readonly namespace: Namespace
}
/** Proof that the policy allowed `action` on an organisation. */
export interface OrgGrant<A extends OrgAction = OrgAction> {
  readonly [granted]: true
  readonly action: A
  readonly principal: Principal
  readonly org: Namespace
}
export type SignedIn = Extract<Principal, { kind: 'user' }>

/** Who acts, for events; null: the hub itself, or nobody who is known. */
export const actorIdOf = (principal: Principal): number | null =>
  principal.kind === 'user' ? principal.userId : null
