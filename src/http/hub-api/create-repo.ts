import { z } from 'zod'
import { HubError, isHubError } from '../../core/errors.js'
import type { Grant } from '../../services/access.js'
import { MAIN_REF } from '../../services/commits/commit-writer.js'
import type { CommitOperation } from '../../services/commits/staging.js'
import { checked, readJson } from '../bodies.js'
import { type Call, callerNow, hubRoute, type Route, takes } from '../route.js'

const Body = z.object({
  name: z.string(),
  organization: z.string().nullish(),
  type: z.string().nullish(),
  visibility: z.string().nullish(),
  private: z.boolean().nullish(),
  files: z
    .array(z.object({ path: z.string(), content: z.string(), encoding: z.literal('base64').optional() }))
    .nullish(),
})

/** The repo types this hub keeps; others get a clear refusal. */
export function repoTypeOf(type: string | null | undefined): 'model' | 'dataset' {
  if (type === null || type === undefined || type === 'model') return 'model'
  if (type === 'dataset') return 'dataset'
  if (type === 'space') throw new HubError('SpacesRefused')
  throw new HubError('NotImplemented', {
    what: `The repository type "${type.slice(0, 40)}"`,
    hint: 'Use "dataset" or "model".',
  })
}

export function visibilityOf(body: {
  visibility?: string | null | undefined
  private?: boolean | null | undefined
}): 'public' | 'private' | undefined {
  if (body.visibility === null || body.visibility === undefined)
    return body.private == null ? undefined : body.private ? 'private' : 'public'
  return checked(z.enum(['public', 'private']), body.visibility)
}

/** POST /api/repos/create. 409 carries the address of the repo, which `exist_ok=True` reads. */
export const createRepo = (): Route =>
  takes(
    Body,
    hubRoute('POST', '/api/repos/create', 'namespace:create-repo', async (call) => {
      const body = await readJson(call.request, Body, call.http.limits.lineBytes)
      const type = repoTypeOf(body.type)
      const [name = '', namespace = body.organization ?? undefined] = body.name.split('/').reverse()
      const owner = await call.services.access.authorizeNamespace(await callerNow(call), namespace)
      const grant = await call.services.repos
        .create(owner, { type, name, visibility: visibilityOf(body) ?? 'public' })
        .catch((error) => Promise.reject(withUrl(error, call)))
      if (body.files && body.files.length > 0) await addFiles(call, grant, body.files)
      const { repo } = grant
      return { url: call.urls.repo(repo), name: `${repo.namespace}/${repo.name}`, id: repo.publicId }
    }),
  )

function withUrl(error: unknown, call: Call): unknown {
  if (!isHubError(error, 'AlreadyExists')) return error
  return new HubError('AlreadyExists', error.params, { url: `${call.urls.base}/${error.body.repo}` })
}

/** The files that the JS client sends along; without them there must be no repo. */
async function addFiles(
  call: Call,
  created: Grant<'repo:admin'>,
  files: { path: string; content: string }[],
): Promise<void> {
  async function* operations(): AsyncGenerator<CommitOperation> {
    for (const file of files)
      yield { kind: 'file', path: file.path, content: Buffer.from(file.content, 'base64') }
  }
  try {
    const grant = await call.services.access.authorize(call.principal, 'repo:write', created.repo)
    await call.services.commits.commit(grant, {
      ref: MAIN_REF,
      summary: 'initial files',
      description: '',
      parent: undefined,
      operations: operations(),
      openPullRequest: false,
    })
  } catch (error) {
    await call.services.repos.remove(created)
    throw error
  }
}
