import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { Fill } from '../../core/quota.js'
import { parseFullName } from '../../core/repo-id.js'
import type { QuotaTarget } from '../../services/quotas/quotas.js'
import { readJson } from '../bodies.js'
import { apiRoute, type Call, callerNow, hubRoute, type Route, takes } from '../route.js'

const Limit = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish()
const Change = z.object({
  namespace: z.string().max(100).optional(),
  repo: z.string().max(200).optional(),
  type: z.enum(['dataset', 'model']).default('dataset'),
  storage: Limit,
  files: Limit,
  egressDay: Limit,
  egressMonth: Limit,
  requests: Limit,
})

/** How full a repo or an owner is, and changing what they may hold. */
export const quotas = (): Route[] => [
  apiRoute('GET', '/quota', 'repo:write', async ({ services, grant }) => {
    const { repo, namespace } = await services.quotas.ofRepo(grant)
    // the sum of the namespace is told at its own address, to those who may know it
    return { ...render(repo), namespace: namespace.name }
  }),
  hubRoute('GET', '/api/organizations/:name/quota', 'account:read', (call) =>
    ofOwner(call, (call.request.params as { name: string }).name),
  ),
  hubRoute('GET', '/api/settings/quota', 'account:read', (call) => ofOwner(call, undefined)),
  takes(Change, hubRoute('PUT', '/api/admin/quotas', 'hub:admin', change)),
]

async function ofOwner({ services, principal }: Call, name: string | undefined) {
  const { namespace } = await services.access.authorizeOwner(principal, 'namespace:usage', name)
  return render(await services.quotas.ofNamespace(namespace))
}

/** null: no limit. */
const render = ({ name, used, limit }: Fill) => ({
  name,
  used,
  limit: { bytes: limit.bytes || null, files: limit.files || null, requests: limit.requests || null },
})

/** PUT {"namespace" or "repo", limits}: null takes an own limit away, 0 means no limit, what is absent stays. */
async function change(call: Call) {
  const { services, request, http } = call
  const { namespace, repo, type, ...limits } = await readJson(request, Change, http.limits.jsonBytes)
  if ((namespace === undefined) === (repo === undefined))
    throw new HubError('BadRequest', { why: 'Name either the namespace or the repo.' })
  const principal = await callerNow(call)
  await services.access.authorizeHub(principal, 'hub:admin')
  const of = await targetOf({ ...call, principal }, { namespace, repo, type })
  await services.quotas.change(of, limits, services.access.requireUser(principal).userId)
  return { ...(namespace !== undefined ? { namespace } : { repo, type }), ...limits }
}

async function targetOf(
  { services, principal }: Call,
  { namespace, repo, type }: Pick<z.infer<typeof Change>, 'namespace' | 'repo' | 'type'>,
): Promise<QuotaTarget> {
  if (repo !== undefined) {
    const grant = await services.access.authorize(principal, 'repo:admin', parseFullName(repo, type))
    return { repoId: grant.repo.id }
  }
  const found = await services.accounts.findAny(namespace ?? '')
  if (!found) throw new HubError('BadRequest', { why: `There is no user or organisation ${namespace}.` })
  return { namespaceId: found.id }
}
