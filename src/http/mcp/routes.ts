import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { HubError } from '../../core/errors.js'
import { decodeText, parseJson, readBody } from '../bodies.js'
import { type Call, callerNow, hubRoute, type Route } from '../route.js'
import { mcpServer } from './server.js'

/** The Model Context Protocol over streamable HTTP, without sessions: each message is a request of its own. See docs/protocols/mcp.md. */
export const mcp = (): Route[] => [
  { ...hubRoute('POST', '/mcp', 'hub:read', answer), cookieless: true },
  { ...hubRoute('GET', '/mcp', 'hub:read', refuseStream), cookieless: true },
]

/** There is nothing to listen to: clients read 405 as that, and people as a hint. */
const refuseStream = ({ reply, urls }: Call) =>
  reply
    .code(405)
    .header('allow', 'POST')
    .type('text/plain; charset=utf-8')
    .send(`This is the MCP address of this hub. Give ${urls.base}/mcp to a program that speaks MCP.\n`)

async function answer(call: Call) {
  const { request, reply, urls, http } = call
  const message = parseJson(decodeText(await readBody(request, http.limits.jsonBytes)))
  if (Array.isArray(message)) throw new HubError('BadRequest', { why: 'Send one message a request.' })
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const server = mcpServer({ ...call, principal: await callerNow(call) }, gone.signal)
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport as Parameters<typeof server.connect>[0])
  try {
    const asked = new Request(`${urls.base}/mcp`, { method: 'POST', headers: headersOf(call) })
    const answered = await transport.handleRequest(asked, { parsedBody: message })
    const body = await answered.text()
    return reply
      .code(answered.status)
      .header('cache-control', 'no-store')
      .type(answered.headers.get('content-type') ?? 'application/json')
      .send(body)
  } finally {
    await server.close()
  }
}

/** Those that the protocol reads. */
const headersOf = ({ request }: Call): Record<string, string> =>
  Object.fromEntries(
    ['accept', 'content-type', 'mcp-protocol-version'].flatMap((name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
