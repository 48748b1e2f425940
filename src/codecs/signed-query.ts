import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Signed addresses: clients send LFS bytes without their token, so the address itself must say who may do what,
 * until when. The MAC covers method, path and every value.
 */
export type SignedValues = Record<string, string | number>

export function signQuery(key: Buffer, method: string, path: string, values: SignedValues): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) query.set(name, String(value))
  query.sort()
  query.append('sig', mac(key, method, path, query))
  return query.toString()
}

/** The values of a signed address; undefined unless the signature fits. Expiry is the value `exp`, unix seconds. */
export function openQuery(
  key: Buffer,
  method: string,
  path: string,
  query: string,
  now: Date,
): Map<string, string> | undefined {
  const values = new URLSearchParams(query)
  const given = Buffer.from(values.get('sig') ?? '')
  values.delete('sig')
  values.sort()
  const right = Buffer.from(mac(key, method, path, values))
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  if (!(Number(values.get('exp')) * 1000 > now.getTime())) return undefined
  return new Map(values)
}

const mac = (key: Buffer, method: string, path: string, query: URLSearchParams): string =>
  createHmac('sha256', key).update(`${method}\n${path}\n${query}`).digest('base64url')
