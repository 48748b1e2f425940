import type { TestHub } from './hub.js'

export interface Sent {
  status: number
  code: string | null
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are what tests look at
  json: any
  link: string | null
}

/** Sends JSON to a hub and reads what comes back. */
export const sender =
  (hub: () => TestHub) =>
  async (method: string, path: string, token?: string, body?: unknown): Promise<Sent> => {
    const answer = await hub().call(path, {
      method,
      ...(token && { token }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      code: answer.headers.get('x-error-code'),
      text,
      json: /^[{[]/.test(text) ? JSON.parse(text) : undefined,
      link: answer.headers.get('link'),
    }
  }
