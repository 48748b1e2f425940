import { HubError } from './errors.js'

/** Limits are on NFC bytes: common file systems allow 255 bytes a name and 4,096 a path. */
const MAX_SEGMENT_BYTES = 255
const MAX_PATH_BYTES = 4096
// C0, DEL, C1, and the bidirectional controls that make a name read as another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const utf8 = new TextEncoder()

/** Why `path` cannot be stored, or undefined. `path` is already in NFC. */
export function pathFault(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (!path.isWellFormed()) return 'it is not valid Unicode'
  if (FORBIDDEN.test(path)) return 'it holds a control character'
  if (path.includes('\\')) return 'it holds a backslash; separate folders with /'
  if (utf8.encode(path).length > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes`
  for (const segment of path.split('/')) {
    if (segment === '') return 'it begins or ends with / or holds an empty folder name'
    if (segment === '.' || segment === '..') return 'it holds a . or .. folder'
    if (/^\.git$/i.test(segment)) return 'it holds a .git folder'
    if (utf8.encode(segment).length > MAX_SEGMENT_BYTES)
      return `a name in it is longer than ${MAX_SEGMENT_BYTES} bytes`
  }
  return undefined
}

/** The path as it is stored (Unicode NFC). Throws InvalidPath. */
export function storedPath(path: string): string {
  const nfc = path.normalize('NFC')
  const why = pathFault(nfc)
  if (why !== undefined) throw new HubError('InvalidPath', { path: printable(path), why })
  return nfc
}

/** The path to look up: NFC, without leading and trailing slashes. '' is the root. */
export function lookupPath(path: string): string {
  const nfc = path.normalize('NFC')
  let start = 0
  let end = nfc.length
  // /\/+$/ would take quadratic time on a long run of slashes inside of the path
  while (start < end && nfc[start] === '/') start++
  while (end > start && nfc[end - 1] === '/') end--
  return nfc.slice(start, end)
}

const printable = (path: string): string => path.slice(0, 200).replace(new RegExp(FORBIDDEN, 'g'), '?')
