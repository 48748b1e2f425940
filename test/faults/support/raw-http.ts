import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  status: number
  text: string
}
export interface RawOptions {
  /** What the client does after its last byte: wait for the answer, close its side, or vanish. */
  after?: 'wait' | 'close' | 'vanish'
  /** Longest wait for the end of the answers. */
  deadlineMs?: number
}

/** Sends bytes as they are, which `fetch` would never do, and reads until the hub closes or `deadlineMs`. */
export function sendRaw(
  port: number,
  bytes: (Buffer | string)[],
  options: RawOptions = {},
): Promise<RawAnswer> {
  const { after = 'wait', deadlineMs = 20_000 } = options
  return new Promise((done) => {
    const parts: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      const text = Buffer.concat(parts).toString('latin1')
      done({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text })
    }
    const timer = setTimeout(finish, deadlineMs)
    socket.on('data', (part) => {
      parts.push(part)
      if (isWhole(Buffer.concat(parts).toString('latin1'))) finish()
    })
    socket.once('close', finish)
    // a hub may close before it has read all; what it answered counts
    socket.once('error', () => {})
    socket.once('connect', () => {
      void writeAll(socket, bytes).then(async () => {
        if (after === 'close') socket.end()
        if (after !== 'vanish') return
        await sleep(20)
        socket.resetAndDestroy()
      })
    })
  })
}

async function writeAll(socket: Socket, bytes: (Buffer | string)[]): Promise<void> {
  for (const part of bytes) {
    if (socket.destroyed) return
    await new Promise<void>((sent) => socket.write(part, () => sent()))
  }
}

/** The first answer is there with all of its body. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))
  return end > 0 && length !== null && text.length >= end + 4 + Number(length[1])
}

/** Head of a request, with these headers. */
export const head = (method: string, path: string, headers: Record<string, string | number> = {}): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: hub.test',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')

export const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

/** Waits until the condition holds. Throws with `what` after a while. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return
    await sleep(50)
  }
  throw new Error(`it never came about that ${what}`)
}
