import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { jsonMembers } from '../../core/json-members.js'

/** A file of a row, as the hub's list has it; without `url` the hub knows its name only. */
export interface ListedFile {
  name: string | null
  extension: string | null
  size: number | null
  /** Null where the table does not have the bytes. */
  sha256: string | null
  /** On the hub: it begins with its path. */
  url: string | null
}
export interface ListedRow {
  row: number
  /** By column; null where the row has none. */
  media: Record<string, ListedFile | null>
  /** The other columns, as JSON. */
  values: Map<string, string>
}

/** Rows of a list, one at a time. */
export async function* readList(path: string): AsyncGenerator<ListedRow> {
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const members = jsonMembers(line)
    const media = JSON.parse(members.get('media') ?? 'null') as ListedRow['media'] | null
    if (media === null || !members.has('row') || !Object.values(media).every(isSound))
      throw new Error('The hub sent a list that is not understood here. Is it newer than this program?')
    yield { row: Number(members.get('row')), media, values: jsonMembers(members.get('values') ?? '{}') }
  }
}

/** The token goes along to the address: it must not be able to lead elsewhere, on another host or by `..` on this one. */
const isSound = (file: ListedFile | null): boolean =>
  !file?.url ||
  (/^\/[^/\\]/.test(file.url) &&
    !/(^|[/\\])(\.|%2e){1,2}([/\\?#]|$)/i.test(file.url) &&
    /^([0-9a-f]{64})?$/.test(file.sha256 ?? ''))

/** How many files can be had. */
export async function countFiles(path: string): Promise<number> {
  let files = 0
  for await (const { media } of readList(path))
    for (const file of Object.values(media)) if (file?.url) files++
  return files
}
