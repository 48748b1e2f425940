import { createHash } from 'node:crypto'
import { commitBody } from '../../support/hub.js'
import type { ChildHub } from './child-hub.js'

export interface Repo {
  name: string
  /** Address in the API. */
  api: string
  /** Address of the repo itself. */
  web: string
}
export interface LfsTarget {
  oid: string
  size: number
  /** Signed address to PUT to, or to finish the parts at; absent when the hub has the object. */
  href: string | undefined
  /** Signed addresses of the parts in order, of a multipart upload. */
  parts: string[]
}
type Operation = { key: string; value: unknown }

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes that are the same in every run and have no pattern a store could shorten. */
export function noise(seed: string, size: number): Buffer {
  const blocks: Buffer[] = []
  for (let i = 0; i * 64 < size; i++) blocks.push(createHash('sha512').update(`${seed} ${i}`).digest())
  return Buffer.concat(blocks).subarray(0, size)
}

export async function createRepo(hub: ChildHub, name: string, isPrivate = false): Promise<Repo> {
  const answer = await hub.call('/api/repos/create', {
    method: 'POST',
    body: JSON.stringify({ name, type: 'dataset', private: isPrivate }),
  })
  await expectStatus(answer, 200)
  return { name, api: `/api/datasets/admin/${name}`, web: `/datasets/admin/${name}` }
}

export async function expectStatus(answer: Response, status: number): Promise<Response> {
  if (answer.status !== status)
    throw new Error(`${answer.url} answered ${answer.status}, not ${status}: ${await answer.text()}`)
  return answer
}

export async function headOf(hub: ChildHub, repo: Repo): Promise<string> {
  const info = (await (await expectStatus(await hub.call(repo.api), 200)).json()) as { sha: string }
  return info.sha
}

/** Asks where to send the object. */
export async function planUpload(
  hub: ChildHub,
  repo: Repo,
  oid: string,
  size: number,
  transfers = ['basic'],
): Promise<LfsTarget> {
  const answer = await hub.call(`${repo.web}.git/info/lfs/objects/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ operation: 'upload', transfers, objects: [{ oid, size }] }),
  })
  const { objects } = (await (await expectStatus(answer, 200)).json()) as {
    objects: { actions?: { upload: { href: string; header?: Record<string, string> } } }[]
  }
  const upload = objects[0]?.actions?.upload
  const parts = Object.entries(upload?.header ?? {}).filter(([key]) => /^\d+$/.test(key))
  return { oid, size, href: upload?.href, parts: parts.sort().map(([, href]) => href) }
}

/** Sends the object to where the plan says; the answer of the PUT. */
export const put = (href: string, body: Buffer): Promise<Response> => fetch(href, { method: 'PUT', body })

export async function uploadLfs(hub: ChildHub, repo: Repo, bytes: Buffer): Promise<string> {
  const oid = sha256(bytes)
  const { href } = await planUpload(hub, repo, oid, bytes.length)
  if (href) await expectStatus(await put(href, bytes), 200)
  return oid
}

export const lfsFile = (path: string, bytes: Buffer): Operation => ({
  key: 'lfsFile',
  value: { path, algo: 'sha256', oid: sha256(bytes), size: bytes.length },
})

export const commit = (hub: ChildHub, repo: Repo, body: string): Promise<Response> =>
  hub.call(`${repo.api}/commit/main`, { method: 'POST', body })

export async function commitAll(hub: ChildHub, repo: Repo, operations: Operation[]): Promise<string> {
  const answer = await expectStatus(await commit(hub, repo, commitBody('add files', operations)), 200)
  return ((await answer.json()) as { commitOid: string }).commitOid
}

/** Paths of all files at main. */
export async function listFiles(hub: ChildHub, repo: Repo): Promise<string[]> {
  const answer = await expectStatus(await hub.call(`${repo.api}/tree/main?recursive=true`), 200)
  const rows = (await answer.json()) as { path: string; type: string }[]
  return rows.filter((row) => row.type === 'file').map((row) => row.path)
}

export async function readFile(hub: ChildHub, repo: Repo, path: string, rev = 'main'): Promise<Buffer> {
  const answer = await expectStatus(await hub.call(`${repo.web}/resolve/${rev}/${path}`), 200)
  return Buffer.from(await answer.arrayBuffer())
}

/** Titles of the commits of main, the newest first. */
export async function historyOf(hub: ChildHub, repo: Repo): Promise<{ id: string; title: string }[]> {
  const found: { id: string; title: string }[] = []
  for (let page = 0; ; page++) {
    const answer = await expectStatus(await hub.call(`${repo.api}/commits/main?p=${page}&limit=100`), 200)
    const rows = (await answer.json()) as { id: string; title: string }[]
    found.push(...rows)
    if (rows.length < 100) return found
  }
}

/** Throws unless main holds exactly these files, with these bytes. */
export async function expectFiles(hub: ChildHub, repo: Repo, files: Map<string, Buffer>): Promise<void> {
  const listed = (await listFiles(hub, repo)).filter((path) => path !== '.gitattributes').sort()
  const wanted = [...files.keys()].sort()
  if (listed.join('\n') !== wanted.join('\n'))
    throw new Error(`main of ${repo.name} holds [${listed}], not [${wanted}]`)
  for (const [path, bytes] of files) {
    if (!(await readFile(hub, repo, path)).equals(bytes))
      throw new Error(`${path} of ${repo.name} is not as it was sent`)
  }
}
