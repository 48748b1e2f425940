import { z } from 'zod'
import { isHubError } from '../../core/errors.js'
import type { RepoAction } from '../../core/policy.js'
import { fullName } from '../../core/repo-id.js'
import { summary } from '../../core/terms-text.js'
import { DATASET, grantOf } from './named-repo.js'
import { type ToolCall, tool } from './tool.js'

const MAY = {
  seePage: 'repo:read',
  seeFirstRows: 'repo:sample',
  download: 'repo:download',
  askForAccess: 'repo:apply',
  discuss: 'repo:discuss',
  write: 'repo:write',
} as const satisfies Record<string, RepoAction>

/** What one may do with a data set. */
export const explainTerms = tool({
  name: 'explain_terms',
  title: 'Explain the terms',
  description:
    'Licence and terms of use of a data set in sentences, what the caller may do with it now, and what to do where something is closed.',
  input: z.object({ dataset: DATASET }),
  run: async (call, { dataset }) => {
    const grant = await grantOf(call, 'repo:read', dataset)
    const { services, urls } = call
    const standing = await services.gate.standing(grant)
    return {
      dataset: fullName(grant.repo),
      you: call.principal.kind === 'user' ? call.principal.name : 'nobody: no token was sent',
      licence: grant.repo.card?.license ?? null,
      terms: summary(services.terms.inForce(grant)?.terms ?? null),
      needsApproval: standing.gated ?? false,
      yourRequest: standing.state,
      termsToAccept: standing.form.terms,
      youMay: await mayDo(call, grant.repo.id),
      ...(await whyClosed(call, dataset)),
      page: urls.repo(grant.repo),
    }
  },
})

async function mayDo({ services, principal }: ToolCall, repoId: number): Promise<Record<string, boolean>> {
  const found: Record<string, boolean> = {}
  for (const [name, action] of Object.entries(MAY))
    found[name] = (await services.access.allowed(principal, action, repoId)) !== undefined
  return found
}

/** The policy's own words for whoever may not have the contents: they say what to do. */
async function whyClosed(call: ToolCall, dataset: string): Promise<{ whatToDo?: string }> {
  try {
    await grantOf(call, 'repo:download', dataset)
    return {}
  } catch (error) {
    if (isHubError(error)) return { whatToDo: error.at(call.urls.base).message }
    throw error
  }
}
