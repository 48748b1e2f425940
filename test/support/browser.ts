import type { TestHub } from './hub.js'

export interface Seen {
  status: number
  code: string | null
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  json: any
}

/** Keeps cookies as a browser does, and says from which page it calls. */
export class Browser {
  readonly cookies = new Map<string, string>()
  constructor(
    private readonly hub: TestHub,
    /** Other headers, such as an address of its own behind a proxy. */
    private readonly headers: Record<string, string> = {},
  ) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const all = { origin: this.hub.url, ...this.headers, ...(cookie && { cookie }), ...headers }
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const answer = await this.hub.call(path, {
      method,
      headers: Object.fromEntries(sent),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) this.keep(line)
    const text = await answer.text()
    const json = /^[[{]/.test(text) ? JSON.parse(text) : undefined
    return {
      status: answer.status,
      code: answer.headers.get('x-error-code'),
      headers: answer.headers,
      text,
      json,
    }
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/Max-Age=0\b/.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  signIn(user: string, password: string, code?: string): Promise<Seen> {
    return this.call('POST', '/api/sign-in', { user, password, ...(code && { code }) })
  }
}

/** A user with a password. */
export async function person(
  hub: TestHub,
  name: string,
  options: { email?: string; isAdmin?: boolean } = {},
): Promise<string> {
  const password = `correct horse of ${name}`
  await hub.app.services.accounts.create('user', name, options)
  await hub.app.services.passwords.set(name, password)
  return password
}
