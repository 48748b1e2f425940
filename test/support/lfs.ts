import { createHash } from 'node:crypto'
import type { TestHub } from './hub.js'

export interface LfsAnswer {
  transfer: string
  objects: {
    oid: string
    size: number
    actions?: { upload?: LfsAction; download?: LfsAction; verify?: LfsAction }
    error?: { code: number; message: string }
  }[]
}
interface LfsAction {
  href: string
  header?: Record<string, string>
}
export interface LfsBytes {
  oid: string
  size: number
  bytes: Buffer
}

export const lfsBytes = (content: string | Buffer): LfsBytes => {
  const bytes = Buffer.from(content)
  return { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, bytes }
}

/** POST batch on a data set `ns/name`. */
export const lfsBatch = (
  hub: TestHub,
  repo: string,
  token: string | undefined,
  body: { operation: 'upload' | 'download'; objects: { oid: string; size: number }[]; transfers?: string[] },
): Promise<Response> =>
  hub.call(`/datasets/${repo}.git/info/lfs/objects/batch`, {
    method: 'POST',
    ...(token && { token }),
    body: JSON.stringify({ ...body, objects: body.objects.map(({ oid, size }) => ({ oid, size })) }),
  })

/** The address that a batch gives out for one object; undefined when there is none. */
export async function lfsAddress(
  hub: TestHub,
  repo: string,
  token: string | undefined,
  operation: 'upload' | 'download',
  object: { oid: string; size: number },
): Promise<string | undefined> {
  const answer = await lfsBatch(hub, repo, token, { operation, objects: [object] })
  if (answer.status !== 200) throw new Error(`batch: ${answer.status} ${await answer.text()}`)
  const [row] = ((await answer.json()) as LfsAnswer).objects
  return row?.actions?.[operation]?.href
}

export const put = (address: string, bytes: Buffer): Promise<Response> =>
  fetch(address, { method: 'PUT', body: new Uint8Array(bytes) })

/** Sends an object as a client does, without committing it. */
export async function sendLfs(hub: TestHub, repo: string, token: string, object: LfsBytes): Promise<void> {
  const address = await lfsAddress(hub, repo, token, 'upload', object)
  if (address === undefined) return
  const answer = await put(address, object.bytes)
  if (answer.status !== 200) throw new Error(`PUT: ${answer.status} ${await answer.text()}`)
}

export const lfsFile = (path: string, { oid, size }: { oid: string; size?: number }) => ({
  key: 'lfsFile',
  value: { path, algo: 'sha256', oid, ...(size !== undefined && { size }) },
})
export const pointerText = ({ oid, size }: { oid: string; size: number }): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`

export async function newRepo(
  hub: TestHub,
  token: string,
  name: string,
  visibility: 'public' | 'private' = 'public',
  organization?: string,
): Promise<void> {
  const body = JSON.stringify({ name, type: 'dataset', visibility, organization })
  const answer = await hub.call('/api/repos/create', { method: 'POST', token, body })
  if (answer.status !== 200) throw new Error(`create: ${answer.status} ${await answer.text()}`)
}
