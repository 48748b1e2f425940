import { expect } from 'vitest'
import { commitBody, type TestHub } from './hub.js'

export interface Answer {
  status: number
  code: string | null
  text: string
  json: ReturnType<typeof JSON.parse>
  headers: Headers
}
export type Send = (
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

/** Sends requests as an attacker or their honest neighbour would. A body that is no text is sent as JSON. */
export const sender =
  (hub: TestHub): Send =>
  async (method, path, token, body, headers = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await hub.call(path, {
      method,
      headers,
      ...(token && { token }),
      ...(body !== undefined && { body: text }),
    })
    const got = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '') && got !== ''
    return {
      status: answer.status,
      code: answer.headers.get('x-error-code'),
      text: got,
      json: isJson ? JSON.parse(got) : undefined,
      headers: answer.headers,
    }
  }

/** Commits to main of the data set `repo`. */
export async function commitTo(
  send: Send,
  repo: string,
  token: string,
  ...operations: { key: string; value: unknown }[]
): Promise<void> {
  const answer = await send('POST', `/api/datasets/${repo}/commit/main`, token, commitBody('add', operations))
  expect(answer.status, answer.text).toBe(200)
}
