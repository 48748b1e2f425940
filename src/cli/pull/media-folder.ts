import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { HubClient } from '../hub-client.js'
import { bytes, progressBar, progressEnd } from '../output.js'
import { etagAt, fetchChecked, isThere } from './checked-file.js'
import { countFiles, type ListedRow, readList } from './file-list.js'
import { GivenNames, safeName } from './file-names.js'
import { fetchFile } from './resumed-file.js'

export interface PulledFolder {
  files: number
  bytes: number
  fetched: number
  /** Cells that name a file whose bytes the hub does not have in the table. */
  nameOnly: number
}

/** Answers come one by one from the hub; more would only wait there. */
const AT_ONCE = 4
const TABLE = 'metadata.jsonl'

/**
 * Fills a folder with the files that the list at `address` names, and with a table of the other columns, as the loaders
 * of media folders read it. Files that are there and right stay. The table comes last: it is there when all is.
 */
export async function fillFolder(client: HubClient, address: string, folder: string): Promise<PulledFolder> {
  // hidden: libraries take it for no data
  const work = join(folder, '.databelt')
  await claim(folder, work, address)
  const list = join(work, 'list.jsonl')
  await fetchFile(client, address, list)
  const files = await countFiles(list)
  const pulled = { files: 0, bytes: 0, fetched: 0, nameOnly: 0 }
  const parts = join(work, 'parts')
  await rm(parts, { recursive: true, force: true })
  await mkdir(parts)
  await rm(join(folder, TABLE), { force: true })
  const table = join(work, TABLE)
  const wanted = namedFiles({ list, folder, table, pulled })
  await eachOf(wanted, AT_ONCE, async ({ path, url, sha256 }) => {
    const file = { path, url, etag: sha256 ?? (await etagAt(client, url)) }
    if (!(await isThere(file))) await fetchChecked(client, file, join(parts, `${pulled.fetched++}`))
    pulled.files++
    pulled.bytes += (await stat(path)).size
    progressBar(pulled.files / files, `${pulled.files} of ${files} files, ${bytes(pulled.bytes)}`)
  }).finally(progressEnd)
  await rename(table, join(folder, TABLE))
  await rm(list, { force: true })
  await rm(parts, { recursive: true, force: true })
  return pulled
}

/** A folder holds one subset, so that nothing of others is overwritten or left among its files. */
async function claim(folder: string, work: string, address: string): Promise<void> {
  const mark = join(work, 'subset')
  await mkdir(folder, { recursive: true })
  const held = await readFile(mark, 'utf8').catch(() => undefined)
  if (held === address) return
  const others = (await readdir(folder)).filter((name) => name !== basename(work))
  if (held !== undefined || others.length > 0)
    throw new Error(
      `${folder} holds ${held === undefined ? 'other files' : 'another subset'}. Name another folder with --output.`,
    )
  await mkdir(work, { recursive: true })
  await writeFile(mark, address)
}

interface NamedFile {
  path: string
  url: string
  sha256: string | null
}
interface Naming {
  list: string
  folder: string
  table: string
  pulled: PulledFolder
}

/** Gives names in the order of the list, writes the table, and passes on the files. */
async function* namedFiles({ list, folder, table, pulled }: Naming): AsyncGenerator<NamedFile> {
  const names = new GivenNames()
  const rows = await open(table, 'w')
  try {
    for await (const row of readList(list)) {
      const files = new Map<string, string>()
      for (const [column, file] of Object.entries(row.media)) {
        if (!file) continue
        if (!file.url) {
          pulled.nameOnly++
          continue
        }
        const name = names.take(safeName(file.name, file.extension, row.row), row.row)
        files.set(column, name)
        yield { path: join(folder, name), url: file.url, sha256: file.sha256 }
      }
      await rows.write(tableLine(row, files))
    }
  } finally {
    await rows.close()
  }
}

/** The first column of files is `file_name`, others are `COLUMN_file_name`: by these names loaders find the files. */
export function tableLine({ media, values }: ListedRow, files: Map<string, string>): string {
  const named = Object.keys(media).map((column, i) => {
    const key = i === 0 ? 'file_name' : `${column}_file_name`
    return `${JSON.stringify(key)}:${JSON.stringify(files.get(column) ?? null)}`
  })
  const others = [...values].map(([name, text]) => {
    // else a loader would look for files of these names
    const key = /(^|_)file_names?$/.test(name) ? `${name}:1` : name
    return `${JSON.stringify(key)}:${text}`
  })
  return `{${[...named, ...others].join(',')}}\n`
}

/** Works on some items at once. The first failure ends it, when those begun have ended. */
async function eachOf<T>(
  items: AsyncGenerator<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const worker = async () => {
    for (let step = await items.next(); !step.done; step = await items.next()) await work(step.value)
  }
  const stopping = () => worker().finally(() => items.return(undefined))
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, stopping))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}
