import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, Option } from 'commander'
import { parseFullName } from '../core/repo-id.js'
import { hubClient } from './hub-client.js'
import { bytes, fail, progress, progressEnd } from './output.js'

interface PullOptions {
  hub?: string
  config?: string
  split: string
  columns?: string
  where?: string
  limit?: string
  format: 'parquet' | 'csv' | 'jsonl'
  output?: string
}

const EXAMPLES = `
Examples:
  databelt pull nsmc/reviews --split train
  databelt pull nsmc/reviews --split train --columns id,label --where 'label = 1' --format csv --output ones.csv

Begun again after a break, it goes on where it stopped. The SHA-256 of the whole is checked at the end.
The hub is --hub or DATABELT_HUB, and the token DATABELT_TOKEN.`

export const pullCommand = (): Command =>
  new Command('pull')
    .description('Fetch a part of a data set: some columns and rows of a split, as one file.')
    .argument('<repo>', 'NAMESPACE/NAME')
    .requiredOption('--split <split>', 'the split')
    .option('--config <config>', 'the config (default: the default one)')
    .option('--columns <names>', 'columns, with commas between (default: all)')
    .option('--where <expression>', 'SQL over the columns that rows must fulfil')
    .option('--limit <rows>', 'most rows')
    .addOption(
      new Option('--format <format>', 'form of the file')
        .choices(['parquet', 'csv', 'jsonl'])
        .default('parquet'),
    )
    .option('--output <file>', 'the file (default: NAME-SPLIT.FORMAT)')
    .option('--hub <url>', 'address of the hub (default: DATABELT_HUB, or http://localhost:7070)')
    .addHelpText('after', EXAMPLES)
    .action((repo: string, options: PullOptions) => pull(repo, options).catch(fail))

async function pull(repo: string, options: PullOptions): Promise<void> {
  const { namespace, name } = parseFullName(repo, 'dataset')
  const output = options.output ?? `${name}-${options.split}.${options.format}`
  const part = `${output}.part`
  const answer = await ask(`/api/datasets/${namespace}/${name}/subset?${queryOf(options)}`, part, options.hub)
  const sha256 = (answer.headers.get('etag') ?? '').replaceAll('"', '')
  await writeFile(`${part}.sha256`, sha256)
  await append(answer, part)
  const found = await sha256Of(part)
  if (found !== sha256) {
    await rm(part, { force: true })
    throw new Error(`What came has the SHA-256 ${found}, not ${sha256}. It was removed; try again.`)
  }
  await rename(part, output)
  await rm(`${part}.sha256`, { force: true })
  console.log(`${output}: ${bytes((await stat(output)).size)}, SHA-256 ${sha256}`)
}

function queryOf({ config, split, columns, where, limit, format }: PullOptions): URLSearchParams {
  const asked = Object.entries({ config, split, columns, where, limit, format })
  return new URLSearchParams(asked.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** Asks for what is missing of a file that was begun; for all of it when the hub's is another by now. */
async function ask(path: string, part: string, hub: string | undefined): Promise<Response> {
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  )
  const sha256 = have > 0 ? await readFile(`${part}.sha256`, 'utf8').catch(() => '') : ''
  const resume = sha256 === '' ? {} : { range: `bytes=${have}-`, 'if-range': `"${sha256}"` }
  const client = hubClient(hub)
  return client.fetch(path, { headers: resume }).catch((error: Error) => {
    // all of it is here already
    if (!/range is outside/.test(error.message)) throw error
    return client.fetch(path, { method: 'HEAD' })
  })
}

async function append(answer: Response, part: string): Promise<void> {
  if (!answer.body) return
  const goesOn = answer.status === 206
  const all = Number(
    /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? answer.headers.get('content-length'),
  )
  let come = goesOn ? (await stat(part)).size : 0
  const counted = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      come += piece.length
      progress(`${bytes(come)} of ${bytes(all)}`)
      yield piece
    }
  }
  const file = createWriteStream(part, { flags: goesOn ? 'a' : 'w' })
  await pipeline(Readable.fromWeb(answer.body as never), counted, file)
    .catch(() => {
      throw new Error('The connection broke. Run the same command again: it goes on where it stopped.')
    })
    .finally(progressEnd)
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
