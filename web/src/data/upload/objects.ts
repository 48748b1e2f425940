import { HubRefused, ownPath, send } from '../ask.js'
import { put } from './put.js'

export interface LfsFile {
  oid: string
  size: number
  file: File
}
interface Action {
  href: string
  header?: Record<string, string>
}
interface Planned {
  oid: string
  size: number
  actions?: { upload: Action }
  error?: { message: string }
}
const AT_ONCE = 3
/** What is lost at most when the network breaks off, three times. */
const PART_BYTES = 16 * 1024 * 1024
const MOST_PARTS = 1000

/** Asks what the hub lacks of these, and sends just that: whole, or in parts of which it has some. */
export async function sendObject(
  id: string,
  { oid, size, file }: LfsFile,
  signal: AbortSignal,
  heard: (sent: number) => void,
): Promise<'sent' | 'there'> {
  const asked = {
    operation: 'upload',
    transfers: ['multipart', 'basic'],
    objects: [{ oid, size }],
    part_bytes: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
  }
  const answer = await send('POST', `/datasets/${id}.git/info/lfs/objects/batch`, asked)
  const [planned] = ((await answer.json()) as { objects: Planned[] }).objects
  if (planned?.error) throw new HubRefused(422, '', planned.error.message)
  const action = planned?.actions?.upload
  if (!action) {
    heard(size)
    return 'there'
  }
  if (action.header?.chunk_size) await sendParts(action, file, signal, heard)
  else await put(ownPath(action.href), file, signal, heard)
  return 'sent'
}

/** Each part is remembered when it has arrived, so that the same file chosen again goes on after it. */
async function sendParts(
  { href, header = {} }: Action,
  file: File,
  signal: AbortSignal,
  heard: (sent: number) => void,
): Promise<void> {
  const partBytes = Number(header.chunk_size)
  const finish = ownPath(href)
  const memory = `databelt.parts.${finish.split('?')[0]?.split('/').at(-1)}`
  const arrived = new Set(readNumbers(localStorage.getItem(memory)))
  const parts = Object.entries(header)
    .filter(([key]) => /^\d+$/.test(key))
    .map(([key, url]) => ({ number: Number(key), url: ownPath(url), from: (Number(key) - 1) * partBytes }))
  const sent = new Map(
    parts
      .filter(({ number }) => arrived.has(number))
      .map(({ number, from }) => [number, Math.min(partBytes, file.size - from)]),
  )
  const tell = () => heard([...sent.values()].reduce((sum, bytes) => sum + bytes, 0))
  tell()
  const waiting = parts.filter(({ number }) => !arrived.has(number))
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { number, url, from } = part
      await put(url, file.slice(from, from + partBytes), signal, (bytes) => {
        sent.set(number, bytes)
        tell()
      })
      sent.set(number, Math.min(partBytes, file.size - from))
      tell()
      arrived.add(number)
      localStorage.setItem(memory, JSON.stringify([...arrived]))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  try {
    await send('POST', finish)
  } catch (error) {
    // refused: what is remembered must not be believed again. Unheard, the hub has the parts still.
    if (error instanceof HubRefused && error.status < 500) localStorage.removeItem(memory)
    throw error
  }
  localStorage.removeItem(memory)
}

function readNumbers(text: string | null): number[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(Number.isInteger) : []
  } catch {
    return []
  }
}
