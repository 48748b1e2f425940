import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configFolder } from '../config/env.js'

/** What `databelt login` keeps: by the address of its hub, so that no hub is sent the token of another. */
export interface StoredToken {
  token: string
  refreshToken: string
  /** ISO 8601. */
  expiresAt: string
}
type Stored = Record<string, StoredToken>

const REFRESH_BEFORE_MS = 86_400_000
const FILE = () => join(configFolder(), 'token')

async function readAll(): Promise<Stored> {
  const text = await readFile(FILE(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    return JSON.parse(text) as Stored
  } catch {
    throw new Error(`${FILE()} cannot be read. Remove it and sign in again: databelt login`)
  }
}

/** `token` undefined: forgets it. Returns the file's name; only its owner may read it. */
export async function keepToken(url: string, token: StoredToken | undefined): Promise<string> {
  const { [url]: _, ...others } = await readAll()
  const all = token ? { ...others, [url]: token } : others
  await mkdir(configFolder(), { recursive: true, mode: 0o700 })
  const part = `${FILE()}.${process.pid}.part`
  await writeFile(part, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 })
  await rename(part, FILE())
  return FILE()
}

/** The token of `databelt login` for this hub; one that is about to end is exchanged for a new one first. */
export async function storedToken(url: string): Promise<string | undefined> {
  const found = (await readAll())[url]
  if (!found || Date.parse(found.expiresAt) - Date.now() > REFRESH_BEFORE_MS) return found?.token
  const answer = await oauth(url, 'token', {
    grant_type: 'refresh_token',
    refresh_token: found.refreshToken,
  }).catch(() => undefined)
  if (!answer?.access_token) return found.token
  const token = tokenOf(answer)
  await keepToken(url, token)
  return token.token
}

export interface OAuthAnswer {
  access_token?: string
  refresh_token?: string
  expires_in?: number
  error?: string
  error_description?: string
}
export const tokenOf = ({ access_token, refresh_token, expires_in }: OAuthAnswer): StoredToken => ({
  token: String(access_token),
  refreshToken: String(refresh_token),
  expiresAt: new Date(Date.now() + Number(expires_in) * 1000).toISOString(),
})

/** A call of the device flow (RFC 8628). */
export async function oauth<T = OAuthAnswer>(
  url: string,
  call: 'device' | 'token',
  form: Record<string, string>,
): Promise<T> {
  const body = new URLSearchParams({ client_id: 'databelt', ...form })
  const headers = { 'user-agent': 'databelt' }
  const signal = AbortSignal.timeout(30_000)
  const answer = await fetch(`${url}/oauth/${call}`, { method: 'POST', body, headers, signal })
  return (await answer.json()) as T
}
