import { createHash } from 'node:crypto'
import { extname } from 'node:path'

/** What Windows forbids in names, and the separators of all systems. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f]/g
/** Names of devices on Windows, also with an extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i
/** File systems allow 255; a number must fit behind it. */
const MOST_BYTES = 200
const MOST_EXTENSION = 16
/** What the hub's list says is not believed either. */
const EXTENSION = /^[a-z0-9]{1,16}$/i

/**
 * A name that every file system takes and that stays in its folder, as much of the file's own as can be. Names are
 * whatever a publisher wrote into a table: paths, devices, nothing at all.
 */
export function safeName(name: string | null, extension: string | null, row: number): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .toWellFormed()
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/[. ]+$/, '')
    // hidden files are not data, to libraries and people
    .replace(/^[. ]+/, '_')
  const { stem, ending } = split(plain === '' ? String(row) : plain)
  const free = DEVICE.test(stem.split('.')[0]?.trim() ?? '') ? `_${stem}` : stem
  return shortened(free) + (ending || (extension && EXTENSION.test(extension) ? `.${extension}` : ''))
}

function split(name: string): { stem: string; ending: string } {
  const ending = extname(name)
  if (Buffer.byteLength(ending) > MOST_EXTENSION) return { stem: name, ending: '' }
  return { stem: name.slice(0, name.length - ending.length), ending }
}

/** Cut between characters. */
function shortened(stem: string): string {
  const bytes = Buffer.from(stem)
  if (bytes.length <= MOST_BYTES) return stem
  return bytes
    .subarray(0, MOST_BYTES)
    .toString('utf8')
    .replace(/\ufffd+$/, '')
    .trimEnd()
}

/** What a folder of media may not hold under these names: libraries read them as something else. */
const RESERVED = ['metadata.csv', 'metadata.jsonl', 'metadata.parquet', 'README.md', 'dataset_infos.json']
const BYTES = 4 * 1024 * 1024
const HASHES = 4

/**
 * The names that are given, in 4 MiB however many there are: a set of bits, which may take a new name for one that is
 * given (so it gets a number that it did not need, about once in six thousand at a million names), but never the reverse.
 * The same names in the same order give the same answers, so that a run that goes on finds its files.
 */
export class GivenNames {
  private readonly bits = new Uint8Array(BYTES)

  constructor() {
    for (const name of RESERVED) this.isNew(name)
  }

  /** The name, or the name with the number of its row when another file has it. */
  take(name: string, row: number): string {
    if (this.isNew(name)) return name
    const { stem, ending } = split(name)
    for (let time = 1; ; time++) {
      const other = `${stem}-${row}${time > 1 ? `-${time}` : ''}${ending}`
      if (this.isNew(other)) return other
    }
  }

  /** Capitals are no difference on half of the systems. */
  private isNew(name: string): boolean {
    const hash = createHash('sha256').update(name.toUpperCase().normalize('NFC')).digest()
    let isNew = false
    for (let i = 0; i < HASHES; i++) {
      const bit = hash.readUInt32LE(4 * i) % (BYTES * 8)
      const mask = 1 << (bit & 7)
      isNew ||= ((this.bits[bit >> 3] ?? 0) & mask) === 0
      this.bits[bit >> 3] = (this.bits[bit >> 3] ?? 0) | mask
    }
    return isNew
  }
}
