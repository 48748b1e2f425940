import { type ChildHub, TOKEN } from './child-hub.js'
import { head, sendRaw } from './raw-http.js'

export const LOGIN = { authorization: `Bearer ${TOKEN}` }
type Bytes = Buffer | string

/** Sends hostile requests and keeps what was not answered as it should be: one bug must not hide the next. */
export class Attack {
  sent = 0
  refused = 0
  harmless = 0
  private wrong: string[] = []
  constructor(readonly hub: ChildHub) {}

  /** The answer must be a clean 4xx, or one of `fine`. */
  async send(request: Bytes[], what: string, fine: number[] = []): Promise<void> {
    const { status, text } = await sendRaw(this.hub.port, request)
    this.note(status, fine.includes(status) ? 'harmless' : 'refused')
    const body = text.split('\r\n\r\n')[1]?.slice(0, 200)
    if (!fine.includes(status) && (status < 400 || status >= 500)) this.blame(`${what}: ${status} ${body}`)
    if (/root:x:0:0|at .*\.js:\d+|ENOENT|EISDIR|syntax error/.test(text))
      this.blame(`${what} tells too much: ${text.slice(0, 500)}`)
  }

  note(_status: number, as: 'refused' | 'harmless'): void {
    this.sent++
    this[as]++
  }
  blame(what: string): void {
    this.wrong.push(what)
  }

  /** What was wrong since the last call. */
  faults(): string[] {
    return this.wrong.splice(0)
  }

  say(name: string): void {
    console.log(
      `${name}: ${this.sent} requests, ${this.refused} refused, ${this.harmless} harmless and answered as such`,
    )
  }
}

export const get = (path: string): Bytes[] => [head('GET', path, LOGIN)]
export const withBody = (method: string, path: string, body: Bytes): Bytes[] => [
  head(method, path, { ...LOGIN, 'content-length': Buffer.byteLength(body) }),
  body,
]
/** Percent-encoded by somebody who wants it to arrive as it is. */
export const encoded = (name: string): string =>
  [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
