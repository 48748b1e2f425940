import { type ByteReader, CutOff } from './byte-reader.js'

/** The frames of git's wire protocol: https://git-scm.com/docs/gitprotocol-common "pkt-line Format". */
export type Packet =
  | { kind: 'data'; payload: Buffer }
  | { kind: 'flush' }
  | { kind: 'delim' }
  | { kind: 'end' }

export const FLUSH = Buffer.from('0000')
const SPECIAL = { 0: 'flush', 1: 'delim', 2: 'end' } as const
/** Four hex digits of length, themselves counted, then the payload. */
const HEAD_BYTES = 4
const MAX_PAYLOAD_BYTES = 65_516
/** A side-band packet spends one byte of its payload on the band. */
const MAX_BAND_BYTES = MAX_PAYLOAD_BYTES - 1

export const BAND = { data: 1, progress: 2, fatal: 3 } as const
export type Band = (typeof BAND)[keyof typeof BAND]

export function encodePkt(payload: string | Uint8Array): Buffer {
  const bytes = Buffer.from(payload)
  if (bytes.length > MAX_PAYLOAD_BYTES)
    throw new Error(`pkt-line: ${bytes.length} bytes do not fit in one packet`)
  const head = (bytes.length + HEAD_BYTES).toString(16).padStart(HEAD_BYTES, '0')
  return Buffer.concat([Buffer.from(head), bytes])
}

/** `data` as side-band packets. No data makes one empty packet, which keeps a connection awake. */
export function encodeBand(band: Band, data: string | Uint8Array): Buffer {
  const bytes = Buffer.from(data)
  const packets: Buffer[] = []
  for (let at = 0; at === 0 || at < bytes.length; at += MAX_BAND_BYTES) {
    packets.push(encodePkt(Buffer.concat([Buffer.from([band]), bytes.subarray(at, at + MAX_BAND_BYTES)])))
  }
  return Buffer.concat(packets)
}

/** The next packet; undefined at the end of the stream. Throws on anything that is not a packet. */
export async function readPkt(reader: ByteReader): Promise<Packet | undefined> {
  const head = (await reader.take(HEAD_BYTES))?.toString('latin1')
  if (head === undefined) return undefined
  const length = /^[0-9a-fA-F]{4}$/.test(head) ? Number.parseInt(head, 16) : 3
  if (length === 0 || length === 1 || length === 2) return { kind: SPECIAL[length] }
  const size = length - HEAD_BYTES
  if (size < 0 || size > MAX_PAYLOAD_BYTES) throw new Error('pkt-line: the length is not valid')
  const payload = size === 0 ? Buffer.alloc(0) : await reader.take(size)
  if (!payload) throw new CutOff()
  return { kind: 'data', payload }
}
