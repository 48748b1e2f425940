import type { Route } from '../../src/http/route.js'
import { allRoutes } from '../../src/http/router.js'
import { commitBody } from './hub.js'
import { lfsBytes, lfsFile } from './lfs.js'
import { chunksOf, fileOf, makeXorb, termOf } from './xet.js'

export interface Probe {
  what: string
  as: 'anonymous' | 'mallory'
  method: string
  path: string
  body?: string | Uint8Array
  headers?: Record<string, string>
}

/** What the victim and mallory both have. */
export const SHARED = {
  csv: 'id,text\n1,both have this\n',
  lfs: lfsBytes('both '.repeat(2000)),
  xet: chunksOf('both', 4),
}
/** What only the victim has; mallory has heard of the hashes. */
export const OWN = {
  csv: 'id,text\n1,only theirs\n',
  lfs: lfsBytes('theirs '.repeat(2000)),
  xet: chunksOf('theirs', 4),
}

const NAMES = ['victim/secret', 'victim/former', 'lab/secret', 'victim/Secret']
const isAboutRepo = (route: Route) =>
  route.named === 'by-query' || route.paths.every((path) => path.includes(':ns'))

/** Every address of a repo, asked about the secret ones. */
export function everyRoute(): Probe[] {
  const addresses = allRoutes()
    .filter(isAboutRepo)
    .flatMap((route) =>
      route.paths.map((path) => ({
        method: String(route.method),
        path: route.named === 'by-query' ? `${path}?dataset=:ns/:name&config=default&split=train` : path,
      })),
    )
  return addresses.flatMap(({ method, path }) =>
    NAMES.flatMap((name, i) => {
      const [ns = '', repo = ''] = name.split('/')
      const at = path.replace(':ns', ns).replace(':name', repo).replace(/:\w+/g, '1')
      const isFile = /\/(resolve|raw|resolve-cache\/\w+\/[^/]+\/[^/]+)\/\*$/.test(at)
      const full = at.replace(/\*$/, isFile ? 'main/data.csv' : 'main')
      const as = ['anonymous', 'mallory'] as const
      return (i === 0 || i === 1 ? as : ([as[i % 2]] as (typeof as)[number][])).map((who) => ({
        what: `${method} ${path} ${name}`,
        as: who,
        method,
        path: full,
        ...(method !== 'GET' && { body: /\/git-[\w-]+pack$/.test(full) ? '0000' : '{}' }),
      }))
    }),
  )
}

/** Lists, counts, overviews and searches of the whole hub. */
export function everyList(): Probe[] {
  const words = ['', 'secret', 'words', 'hidden-tag', 'theirs', 'victim', 'secert']
  const paths = [
    ...words.flatMap((word) => [
      `/api/datasets?search=${word}`,
      `/api/catalogue?q=${word}`,
      `/api/catalogue?q=${word}&sort=updated&limit=1`,
      `/api/datasets?filter=${word}&full=true`,
    ]),
    ...['victim', 'lab', 'mallory'].flatMap((name) => [
      `/api/datasets?author=${name}`,
      `/api/models?author=${name}`,
      `/api/catalogue?organisation=${name}`,
      `/api/users/${name}/overview`,
      `/api/organizations/${name}/overview`,
      `/api/organizations/${name}/members`,
      `/${name}`,
    ]),
    ...['createdAt', 'downloads', 'id', 'lastModified'].map((sort) => `/api/datasets?sort=${sort}&limit=2`),
    '/api/datasets?limit=1',
    '/api/models',
    '/api/catalogue?type=dataset',
    '/api/catalogue?licence=mit',
    '/api/catalogue?tag=hidden-tag',
    '/catalog.ttl',
    '/catalog.jsonld',
    '/catalog.xml',
    '/api/whoami-v2',
    '/',
    '/api/datasets-tags-by-type',
    '/api/settings/webhooks',
  ]
  return paths.flatMap((path) => both(`GET ${path}`, 'GET', path))
}
const both = (what: string, method: string, path: string, body?: string): Probe[] =>
  (['anonymous', 'mallory'] as const).map((as) => ({
    what,
    as,
    method,
    path,
    ...(body !== undefined && { body }),
  }))

const post = (path: string, body: unknown, what = `POST ${path}`): Probe => ({
  what,
  as: 'mallory',
  method: 'POST',
  path,
  body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
})

/** Hashes of what the victim has, said to repos of one's own. */
export function everyHash(): Probe[] {
  return ['mallory/own', 'mallory/open', 'victim/known', 'victim/secret'].flatMap((repo) => {
    const api = `/api/datasets/${repo}`
    const batch = `/datasets/${repo}.git/info/lfs/objects/batch`
    return [OWN, SHARED].flatMap((data) => {
      const objects = [{ oid: data.lfs.oid, size: data.lfs.size }]
      const xetFile = fileOf([termOf(makeXorb(data.xet))])
      const commit = (...operations: Parameters<typeof commitBody>[1]) =>
        post(`${api}/commit/main`, commitBody('try', operations), `commit to ${repo}`)
      const secret =
        data === OWN ? [commit(lfsFile('a', data.lfs)), commit(lfsFile('b', { oid: xetFile.sha256 }))] : []
      return [
        post(batch, { operation: 'download', objects }),
        post(batch, { operation: 'upload', objects }),
        post(batch, { operation: 'upload', transfers: ['xet'], objects }),
        post(batch, { operation: 'upload', transfers: ['multipart'], objects: [{ ...objects[0], size: 1 }] }),
        post(batch, { operation: 'download', objects: [{ oid: xetFile.sha256, size: 1 }] }),
        post(`${api}/preupload/main`, {
          files: [
            { path: 'data.csv', sample: Buffer.from(data.csv).toString('base64'), size: data.csv.length },
          ],
        }),
        post(`${api}/paths-info/main`, { paths: ['large.bin', 'x.bin', 'data.csv'] }),
        post('/api/sql', { sql: `select * from "${repo}".train` }),
        ...both(`storage of ${repo}`, 'GET', `${api}/storage`),
        ...both(
          `object of ${repo}`,
          'GET',
          `/api/lfs/objects/${data.lfs.oid}?repo=1&token=1&exp=9999999999&sig=x`,
        ),
        ...(repo.startsWith('mallory') ? [] : secret),
        ...(repo === 'mallory/own' ? secret : []),
      ]
    })
  })
}

const NEITHER = ['victim/secret', 'victim/former', 'lab/secret']
/** The tools of programs that speak MCP, asked about what is secret and what is mallory's own. */
export function everyTool(): Probe[] {
  const tools: [string, object][] = [
    ...['', 'secret', 'theirs', 'hidden-tag'].map((query): [string, object] => ['search', { query }]),
    ...[...NEITHER, 'mallory/own'].flatMap((dataset): [string, object][] => [
      ['describe', { dataset }],
      ['explain_terms', { dataset }],
      ['list_files', { dataset }],
      ['query_rows', { sql: `select * from "${dataset}".train` }],
    ]),
  ]
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
  return tools.flatMap(([name, given]) => {
    const params = { name, arguments: given }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    const what = `MCP ${name} ${JSON.stringify(given)}`
    return both(what, 'POST', '/mcp', body).map((probe) => ({ ...probe, headers }))
  })
}

/** What the hub keeps of mallory's own use, and what it says of that of others. */
export const everyUse = (): Probe[] =>
  [
    ...['usage', 'quota', 'vouchers'].map((word) => `/api/settings/${word}`),
    ...['lab', 'victim', 'mallory', 'absent'].flatMap((name) =>
      ['usage', 'quota', 'vouchers'].map((word) => `/api/organizations/${name}/${word}`),
    ),
    ...['mallory/own', 'mallory/open', ...NEITHER].flatMap((name) =>
      ['usage', 'quota'].map((word) => `/api/datasets/${name}/${word}`),
    ),
    ...['usage', 'quotas', 'vouchers'].map((word) => `/api/admin/${word}`),
  ].flatMap((path) => both(`GET ${path}`, 'GET', path))

/** What mallory owns, after all this: sizes, history, and what the hub says of it. */
export const afterwards = (): Probe[] =>
  ['own', 'open'].flatMap((name) => [
    ...['/storage', '', '/tree/main?recursive=true', '/commits/main', '/refs', '/size'].flatMap((rest) =>
      both(`${name}${rest}`, 'GET', `/api/datasets/mallory/${name}${rest}`),
    ),
    ...['/rows', '/first-rows', '/statistics', '/info', '/size', '/parquet', '/splits', '/is-valid'].flatMap(
      (path) => both(path, 'GET', `${path}?dataset=mallory/${name}&config=default&split=train`),
    ),
    ...both('search rows', 'GET', `/search?dataset=mallory/${name}&config=default&split=train&query=theirs`),
    ...both('media', 'GET', `/datasets/mallory/${name}/resolve/main/large.bin`),
  ])
