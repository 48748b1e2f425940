import { type FactsTable, repo } from './shared.js'

/** What programs speak by rules of their own: git, git-lfs, xet, MCP. */
export const PROTOCOLS: FactsTable = {
  'GET /datasets/:ns/:name/info/refs': {
    summary: 'git: how a clone, fetch or push begins',
    query: { service: 'git-upload-pack or git-receive-pack' },
    needs: ['service'],
  },
  'POST /datasets/:ns/:name/git-upload-pack': 'git: send what a clone or fetch asks for',
  'POST /datasets/:ns/:name/git-receive-pack': 'git: receive a push',
  'GET /datasets/:ns/:name/HEAD': 'git: the default branch',
  'POST /datasets/:ns/:name/info/lfs/objects/batch':
    'git-lfs: signed addresses to send or get at most 1000 objects',
  'PUT /api/lfs/objects/:oid': 'git-lfs: send the bytes of an object, at a signed address',
  'GET /api/lfs/objects/:oid': 'git-lfs: the bytes of an object, at a signed address; answers ranges',
  'PUT /api/lfs/parts/:upload/:number': 'git-lfs: send one part of a large object',
  'POST /api/lfs/parts/:upload': 'git-lfs: all parts were sent: put them together and check them',
  'POST /api/lfs/verify': 'git-lfs: whether an object has arrived',
  'POST /datasets/:ns/:name/info/lfs/locks/verify': 'git-lfs: locks before a push; always an empty list',
  'GET /datasets/:ns/:name/info/lfs/locks':
    'git-lfs: list locks; not on this hub, always refused with 501 NotImplemented',
  'POST /datasets/:ns/:name/info/lfs/locks':
    'git-lfs: lock a file; not on this hub, always refused with 501 NotImplemented',
  'POST /datasets/:ns/:name/info/lfs/locks/:id/unlock':
    'git-lfs: unlock a file; not on this hub, always refused with 501 NotImplemented',
  [`GET ${repo('/xet-read-token')}`]: 'xet: a token to read files of the repository in chunks',
  [`GET ${repo('/xet-read-token/*')}`]: 'xet: a token to read files of the repository in chunks',
  [`GET ${repo('/xet-write-token')}`]: 'xet: a token to write files to the repository in chunks',
  [`GET ${repo('/xet-write-token/*')}`]: 'xet: a token to write files to the repository in chunks',
  ...xet('POST', ['/xorbs/:prefix/:xorb', '/xorb/:prefix/:xorb'], 'xet: send a xorb, a pack of chunks'),
  ...xet('HEAD', ['/xorbs/:prefix/:xorb'], 'xet: whether you may refer to a xorb'),
  ...xet(
    'POST',
    ['/shards', '/shard/:prefix/:shard'],
    'xet: send a shard: how files are put together of chunks',
  ),
  'POST /xet/:instance/v2/shards': 'xet: send a shard; answers lines of JSON that tell how far its check is',
  ...xet(
    'GET',
    ['/reconstructions/:file', '/reconstruction/:file'],
    'xet: how to put a file together: chunks and where to get them; answers ranges',
  ),
  'GET /xet/:instance/v2/reconstructions/:file':
    'xet: how to put a file together, with one address for each range',
  ...xet('GET', ['/reconstructions'], 'xet: how to put several files together', {
    file_id: 'The xet hash of a file; may stand more than once',
  }),
  ...xet('POST', ['/reconstructions'], 'xet: how to put several files together; the body is their hashes'),
  ...xet('HEAD', ['/files/:file'], 'xet: whether a file is there'),
  ...xet(
    'GET',
    ['/chunks/:prefix/:chunk', '/chunk/:prefix/:chunk'],
    'xet: which xorbs hold a chunk, as a shard; 404 when there is none that you may use',
  ),
  ...xet('POST', ['/telemetry'], 'xet: clients tell how it went; it is read and forgotten'),
  'GET /xet/:instance/fetch/:xorb':
    'xet: bytes of a xorb, at a signed address; no more than the address says',
  'POST /mcp': 'Model Context Protocol: a JSON-RPC message, without a session',
  'GET /mcp': 'Model Context Protocol: there is no stream; always refused with 405',
  'GET /llms.txt': 'This hub, told to language models',
  'GET /api/openapi.json': 'This document, in English or Korean as Accept-Language says',
}

/** Clients differ by age: with and without /v1, and by two words for the same. */
function xet(
  method: string,
  rests: string[],
  summary: string,
  query: Record<string, string> = {},
): FactsTable {
  const paths = rests.flatMap((rest) => ['', '/v1'].map((version) => `/xet/:instance${version}${rest}`))
  return Object.fromEntries(paths.map((path) => [`${method} ${path}`, { summary, query }]))
}
