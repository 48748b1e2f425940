import type { Route } from '../route.js'
import type { Facts } from './facts/shared.js'
import type { Spoken } from './spoken.js'

const HASH = 'A xet hash, as 64 hex digits'
const MEANINGS: Record<string, string> = {
  ns: 'The user or organisation that owns it',
  name: 'Its name',
  id: 'Its id',
  num: 'Its number',
  path: 'The rest of the address, with its slashes: a revision, and after it a path',
  user: 'The name of a user',
  account: 'The name of a user or an organisation',
  team: 'The name of a team',
  repo: 'The name of the repository, without its owner',
  provider: 'The name of a provider, as the hub lists them',
  token: 'The name of a token',
  secret: 'The secret of a link',
  code: 'The code that a program shows',
  comment: 'The id of a comment',
  delivery: 'The id of a delivery',
  part: 'The part of the page',
  oid: 'The SHA-256 of the object, as 64 hex digits',
  upload: 'The id of an upload',
  number: 'Its number',
  instance: 'The id of this hub',
  prefix: 'The word default',
  ...{ xorb: HASH, shard: HASH, file: HASH, chunk: HASH },
}

/** What stands in the address, and what may be asked in its query. */
export function parametersOf(
  route: Route,
  path: string,
  { query = {}, needs = [] }: Partial<Facts>,
  { say }: Spoken,
): object[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (path.endsWith('*')) inPath.push('path')
  const asked: Record<string, string> =
    route.named === 'by-query' ? { dataset: 'The data set, as namespace/name', ...query } : query
  return [
    ...inPath.map((name) => ({
      ...{ name, in: 'path', required: true, schema: { type: 'string' } },
      description: say(MEANINGS[name] ?? ''),
    })),
    ...Object.entries(asked).map(([name, description]) => ({
      ...{
        name,
        in: 'query',
        required: name === 'dataset' || needs.includes(name),
        schema: { type: 'string' },
      },
      description: say(description),
    })),
  ]
}
