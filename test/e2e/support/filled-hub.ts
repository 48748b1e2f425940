import type { BrowserContext } from '@playwright/test'
import { newToken } from '../../../src/codecs/access-token.js'
import { freePort } from '../../support/openid.js'
import { spawnHub } from './hub.js'

export type FilledHub = Awaited<ReturnType<typeof startFilledHub>>

/** A hub with an administrator, and the calls that fill it. */
export async function startFilledHub(settings: Record<string, string> = {}) {
  const token = newToken()
  const hub = await spawnHub(await freePort(), { DATABELT_ADMIN_TOKEN: token, ...settings })
  const api = (path: string, init: RequestInit = {}) =>
    fetch(hub.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })

  /** Makes admin/NAME with these files in one commit. */
  async function publish(
    name: string,
    files: Record<string, string | Buffer>,
    { type = 'dataset', isPrivate = false }: { type?: 'dataset' | 'model'; isPrivate?: boolean } = {},
  ): Promise<string> {
    await accepted(
      api('/api/repos/create', { method: 'POST', body: JSON.stringify({ type, name, private: isPrivate }) }),
    )
    await commit(`${type}s/admin/${name}`, files)
    return `admin/${name}`
  }
  async function commit(place: string, files: Record<string, string | Buffer>, summary = 'Publish') {
    const lines: object[] = [{ key: 'header', value: { summary } }]
    for (const [path, content] of Object.entries(files)) {
      const value = { path, content: Buffer.from(content).toString('base64'), encoding: 'base64' }
      lines.push({ key: 'file', value })
    }
    const body = lines.map((line) => JSON.stringify(line)).join('\n')
    await accepted(api(`/api/${place}/commit/main`, { method: 'POST', body }))
  }
  /** Waits until the rows of a data set can be seen. */
  async function tablesOf(id: string): Promise<void> {
    for (const began = Date.now(); Date.now() - began < 90_000; await wait(300))
      if ((await api(`/first-rows?dataset=${id}&config=default&split=train`)).ok) return
    throw new Error(
      `The tables of ${id} were not ready: ${await (await api(`/api/datasets/${id}/jobs`)).text()}`,
    )
  }
  /** A new account, whose session the browser then has. */
  async function signUp(context: BrowserContext, name: string): Promise<void> {
    const sent = () =>
      context.request.post(`${hub.url}/api/sign-up`, {
        headers: { origin: hub.url },
        data: { user: name, email: `${name}@example.org`, password: `a long password of ${name}` },
      })
    let made = await sent()
    // sign-ups of one address are slowed
    for (let tries = 0; made.status() === 429 && tries < 5; tries++) {
      await wait(1000 * Number(made.headers()['retry-after'] ?? 5))
      made = await sent()
    }
    if (!made.ok()) throw new Error(`${name} could not sign up: ${await made.text()}`)
  }
  return { ...hub, token, api, publish, commit, tablesOf, signUp }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function accepted(sent: Promise<Response>): Promise<void> {
  const answer = await sent
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`)
}
