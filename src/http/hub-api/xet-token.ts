import { apiRoute, type RepoCall, type Route } from '../route.js'
import { issueToken, tokenHeaders } from '../xet-token.js'

type Call = RepoCall<'repo:download'> | RepoCall<'repo:write'>

/**
 * GET xet-read-token/REV and xet-write-token/REV: the right to use the xet routes for this repo. Clients send all kinds
 * of revisions, such as None; the token is for the repo. Older clients read the headers, newer ones the body.
 */
export const xetToken = (): Route[] => [
  ...['', '/*'].map((rev) =>
    apiRoute('GET', `/xet-read-token${rev}`, 'repo:download', (call) => answer(call, 'read')),
  ),
  ...['', '/*'].map((rev) =>
    apiRoute('GET', `/xet-write-token${rev}`, 'repo:write', (call) => answer(call, 'write')),
  ),
]

function answer(call: Call, right: 'read' | 'write') {
  const token = issueToken(call, call.grant, right)
  call.reply.headers({ ...tokenHeaders(token), 'cache-control': 'no-store' })
  return token
}
