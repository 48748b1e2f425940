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
  const answer = await fetch(path, {
    ...(signal && { signal }),
    headers: { accept: 'application/json, text/plain' },
  })
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
