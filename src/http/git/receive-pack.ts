import { gitRoute, type RepoCall, type Route } from '../route.js'
import { allowSlowness, gitBody, startAnswer } from './protocol.js'

/** Push. The service bounds the pack; the answer begins once the request has been read. */
export const receivePack = (): Route => gitRoute('POST', '/git-receive-pack', 'repo:write', answer)

async function answer({ services, grant, request, reply }: RepoCall<'repo:write'>): Promise<unknown> {
  allowSlowness(request)
  const push = await services.git.push(grant, gitBody(request, Number.POSITIVE_INFINITY))
  push.done.catch((error) => request.log.error({ err: error }, 'push failed'))
  return startAnswer(reply, 'git-receive-pack', 'result').send(push.output)
}
