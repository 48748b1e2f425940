import { UNKNOWN_BYTES } from '../request-use.js'
import { gitRoute, type RepoCall, type Route } from '../route.js'
import { allowSlowness, gitBody, protocolOf, startAnswer } from './protocol.js'

/** What a client has and wants; git packs long lists of it by the thousand to one. */
const MAX_REQUEST_BYTES = 64 * 1024 * 1024

/** Clone and fetch: what the client wants and has goes to git, and git's answer to the client. */
export const uploadPack = (): Route => gitRoute('POST', '/git-upload-pack', 'repo:download', answer)

async function answer({ services, grant, request, reply }: RepoCall<'repo:download'>): Promise<unknown> {
  await request.use.admit(UNKNOWN_BYTES)
  allowSlowness(request)
  const body = gitBody(request, MAX_REQUEST_BYTES)
  const output = await services.git.fetch(grant, { protocol: protocolOf(request), body })
  return startAnswer(reply, 'git-upload-pack', 'result').send(output)
}
