import { Readable } from 'node:stream'
import { encodePkt, FLUSH } from '../../codecs/pkt-line.js'
import { HubError } from '../../core/errors.js'
import { gitRoute, type RepoCall, type Route } from '../route.js'
import { allowSlowness, protocolOf, startAnswer } from './protocol.js'

/** How every clone, fetch and push begins. A push is asked for here already, so that git asks for a password. */
export const infoRefs = (): Route => gitRoute('GET', '/info/refs', 'repo:download', answer)

async function answer(call: RepoCall<'repo:download'>): Promise<unknown> {
  allowSlowness(call.request)
  const service = call.query.get('service')
  if (service === 'git-upload-pack') return advertiseFetch(call)
  if (service === 'git-receive-pack') return advertisePush(call)
  throw new HubError('BadRequest', {
    why: "This hub speaks git's smart HTTP protocol. Use git 1.6.6 or newer.",
  })
}

async function advertiseFetch({
  services,
  grant,
  request,
  reply,
}: RepoCall<'repo:download'>): Promise<unknown> {
  const protocol = protocolOf(request)
  const output = await services.git.fetch(grant, { protocol, body: undefined })
  startAnswer(reply, 'git-upload-pack', 'advertisement')
  if (protocol === 'version=2') return reply.send(output)
  return reply.send(
    Readable.from(after(Buffer.concat([encodePkt('# service=git-upload-pack\n'), FLUSH]), output)),
  )
}

async function* after(head: Buffer, output: Readable): AsyncGenerator<Buffer> {
  yield head
  yield* output
}

async function advertisePush({
  services,
  grant,
  principal,
  reply,
}: RepoCall<'repo:download'>): Promise<unknown> {
  const writing = await services.access.authorize(principal, 'repo:write', grant.repo)
  const refs = await services.git.advertisePush(writing)
  startAnswer(reply, 'git-receive-pack', 'advertisement')
  return reply.send(Buffer.concat([encodePkt('# service=git-receive-pack\n'), FLUSH, refs]))
}
