/** Answers as text that can be compared: only what is known to be random or the time is masked. */
export type Masks = Map<string, string>

const TIMES: [RegExp, string][] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00(:00)?)/g, 'TIME'],
  [/(\w{3}, )?\d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'TIME'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'],
  [/\b(exp=|"exp":)\d+/g, '$1TIME'],
  [/(X-Xet-Token-Expiration\W+)\d+/gi, '$1TIME'],
  // how long the queries took
  [/(\bsqlMs\W+)\d+/g, '$1TIME'],
  // sums over answers whose times are of different lengths; see `sentBytes`
  [/(\bbytesOut\W+)\d+/g, '$1BYTES'],
  [/\bsig=[\w-]{43}/g, 'sig=MAC'],
  // under another key of each hub
  [/\bby=[\w-]{107}/g, 'by=IDS'],
  // made of the two above
  [/xet_[\w-]{40,}/g, 'XET-TOKEN'],
]

export interface Trace {
  text: string
  /** How much longer the body is than what is compared of it. */
  masked: number
  /** Sums of bytes that the body tells. */
  sentBytes: number[]
}

export async function traced(answer: Response, masks: Masks): Promise<Trace> {
  const bytes = Buffer.from(await answer.arrayBuffer())
  const { date: _, ...headers } = Object.fromEntries(answer.headers)
  // times are of different lengths; what is in the body is compared itself
  if (headers['content-length'] === String(bytes.length)) headers['content-length'] = 'OF THE BODY'
  const body = isShard(bytes) ? unblinded(bytes) : bytes
  const text = body.toString('latin1')
  return {
    text: masked(JSON.stringify({ status: answer.status, headers, body: text }), masks),
    masked: bytes.length - masked(text, masks).length,
    sentBytes: [...text.matchAll(/\bbytesOut\W+(\d+)/g)].map(([, count]) => Number(count)),
  }
}

function masked(text: string, masks: Masks): string {
  let out = opened(text)
  for (const [value, mask] of masks) out = out.replaceAll(value, mask)
  for (const [pattern, mask] of TIMES) out = out.replace(pattern, mask)
  return out
}

/** Cursors are JSON in Base64. */
const opened = (text: string): string =>
  text.replace(
    /(cursor=|\\"next\\":\\")([\w-]{8,})/g,
    (_, before, cursor) => before + Buffer.from(cursor, 'base64url'),
  )

const isShard = (bytes: Buffer): boolean => bytes.subarray(0, 14).toString() === 'HFRepoMetaData'
const RECORD = 48
/** Key, time of making and time of expiry are next to each other. */
const FOOTER = { bytes: 200, key: 72, end: 120 }

/** An answer about chunks, without the key of the day and the hashes that are blinded under it. */
function unblinded(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const footer = copy.length - FOOTER.bytes
  for (let at = 2 * RECORD; at < footer - RECORD; ) {
    const count = copy.readUInt32LE(at + 36)
    for (let i = 1; i <= count; i++) copy.fill(0, at + i * RECORD, at + i * RECORD + 32)
    at += (1 + count) * RECORD
  }
  return copy.fill(0, footer + FOOTER.key, footer + FOOTER.end)
}
