import { exactJson } from './exact-json.js'

/** The only code that asks the hub. Errors carry the hub's own words, which say what to do. */
export class HubRefused extends Error {
  override name = 'HubRefused'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export async function ask(path: string, signal?: AbortSignal): Promise<Response> {
  // without headers of its own: then it is what the hub's page has the browser ask for (src/http/hub-api/pages.ts)
  return accepted(await fetch(path, { ...(signal && { signal }) }))
}

/** Asks for a change. The browser sends the session's cookie; the hub refuses what other sites send. */
export async function send(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  { signal, headers }: { signal?: AbortSignal; headers?: Record<string, string> } = {},
) {
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), type: { 'content-type': 'application/json' } }
  const { type, ...sent } = { type: {}, ...content }
  const init = { method, ...sent, ...(signal && { signal }), headers: { ...ACCEPT, ...type, ...headers } }
  return accepted(await fetch(path, init))
}

const ACCEPT = { accept: 'application/json, text/plain' }

async function accepted(answer: Response): Promise<Response> {
  if (answer.ok) return answer
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string }
  throw new HubRefused(
    answer.status,
    answer.headers.get('x-error-code') ?? '',
    error ?? answer.headers.get('x-error-message') ?? answer.statusText,
  )
}

export const askJson = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await ask(path, signal)).json() as Promise<T>

/** As `askJson`, for what people sent in: no digit of their numbers is lost. */
export const askExact = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  exactJson(await (await ask(path, signal)).text()) as T

/** Bytes from `start` to before `end` of a file, or fewer where it ends. */
export async function askRange(
  path: string,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const headers = { range: `bytes=${start}-${end - 1}` }
  const answer = await accepted(await fetch(path, { headers, ...(signal && { signal }) }))
  return new Uint8Array(await answer.arrayBuffer())
}

/** Sends a commit: lines of JSON, which may be larger than memory. */
export const commitLines = async (path: string, body: Blob): Promise<Response> =>
  accepted(
    await fetch(path, {
      method: 'POST',
      body,
      headers: { ...ACCEPT, 'content-type': 'application/x-ndjson' },
    }),
  )

/** An address of the hub as this page reaches it: the hub may know itself by another name. */
export function ownPath(address: string): string {
  const url = new URL(address, window.location.href)
  return url.pathname + url.search
}

/** The address of the next page, of a list that says so in `Link`. */
export function nextOf(answer: Response): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  return next && ownPath(next)
}
