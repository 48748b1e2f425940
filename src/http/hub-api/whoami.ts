import type { Credential } from '../../core/policy.js'
import { hubRoute, type Route } from '../route.js'
import { renderDate } from './render.js'

/** Clients look for an access token, so a session is shown as one. */
const credentialSince = (credential: Credential): Date =>
  credential.kind === 'token' ? credential.createdAt : credential.signedInAt

/** GET /api/whoami-v2: the caller, its organisations and its token or session. */
export const whoami = (): Route =>
  hubRoute('GET', '/api/whoami-v2', 'account:read', async ({ services, principal, urls }) => {
    const caller = services.access.requireUser(principal)
    const user = await services.accounts.find('user', caller.name)
    const orgs = await services.accounts.memberships(user.id)
    const { verifiedAt } = await services.emailCheck.address(caller)
    const { scope } = caller
    return {
      type: 'user',
      id: String(user.id),
      name: user.name,
      fullname: user.fullName,
      email: user.email,
      emailVerified: verifiedAt !== null,
      canPay: false,
      periodEnd: null,
      isPro: false,
      isAdmin: caller.isAdmin,
      // ours: an administrator whose session lacks a second factor
      isHeldBack: user.isAdmin && !caller.isAdmin,
      avatarUrl: `${urls.base}/avatars/default`,
      orgs: orgs.map(({ org, role }) => ({
        type: 'org',
        id: String(org.id),
        name: org.name,
        fullname: org.fullName,
        email: org.email,
        canPay: false,
        avatarUrl: `${urls.base}/avatars/default`,
        periodEnd: null,
        isEnterprise: false,
        roleInOrg: role,
      })),
      auth: {
        type: caller.credential.kind === 'token' ? 'access_token' : 'session',
        accessToken: {
          displayName: caller.credential.kind === 'token' ? caller.credential.name : 'session',
          role: scope.role,
          createdAt: renderDate(credentialSince(caller.credential)),
          ...(scope.role === 'fineGrained' && {
            fineGrained: {
              canReadGatedRepos: false,
              global: [],
              scoped: scope.grants.map(({ entity, role }) => ({
                entity: { type: entity.includes('/') ? 'repo' : 'namespace', name: entity },
                permissions: [role],
              })),
            },
          }),
        },
      },
    }
  })
