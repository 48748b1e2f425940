import { stat } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { parseFullName } from '../core/repo-id.js'
import { hubClient } from './hub-client.js'
import { bytes, fail } from './output.js'
import { fillFolder } from './pull/media-folder.js'
import { fetchFile } from './pull/resumed-file.js'

interface PullOptions {
  hub?: string
  config?: string
  split: string
  columns?: string
  where?: string
  limit?: string
  format?: 'parquet' | 'csv' | 'jsonl'
  /** --media: true, --no-media: false. */
  media?: boolean
  output?: string
}

const EXAMPLES = `
Examples:
  databelt pull nsmc/reviews --split train
  databelt pull nsmc/reviews --split train --columns id,label --where 'label = 1' --format csv --output ones.csv
  databelt pull pets/photos --split train --where "label = 'cat'" --media --output cats
  databelt pull pets/photos --split train --no-media --format csv

--media fills a folder with the files of the rows, under their own names, and writes metadata.jsonl beside them with the
other columns: load_dataset('imagefolder', data_dir='cats') reads it again ('audiofolder' for sounds). --no-media has the
rows with the names of their files in place of the files.

Begun again after a break, it goes on where it stopped: files that are there and whose SHA-256 is right are not fetched
again. The SHA-256 of all that comes is checked on the disk.
The hub is --hub or DATABELT_HUB, and the token DATABELT_TOKEN.`

export const pullCommand = (): Command =>
  new Command('pull')
    .description('Fetch a part of a data set: columns and rows of a split as one file, or their media files.')
    .argument('<repo>', 'NAMESPACE/NAME')
    .requiredOption('--split <split>', 'the split')
    .option('--config <config>', 'the config (default: the default one)')
    .option('--columns <names>', 'columns, with commas between (default: all)')
    .option('--where <expression>', 'SQL over the columns that rows must fulfil')
    .option('--limit <rows>', 'most rows')
    .option('--media', 'the images, sounds and films of the rows, as files in a folder')
    .option('--no-media', 'rows without the bytes of their media files')
    .addOption(
      new Option('--format <format>', 'form of the file (default: parquet)').choices([
        'parquet',
        'csv',
        'jsonl',
      ]),
    )
    .option('--output <path>', 'the file, or folder (default: NAME-SPLIT.FORMAT, or NAME-SPLIT)')
    .option('--hub <url>', 'address of the hub (default: DATABELT_HUB, or http://localhost:7070)')
    .addHelpText('after', EXAMPLES)
    .action((repo: string, options: PullOptions) => pull(repo, options).catch(fail))

async function pull(repo: string, options: PullOptions): Promise<void> {
  const { namespace, name } = parseFullName(repo, 'dataset')
  const address = `/api/datasets/${namespace}/${name}/subset?${queryOf(options)}`
  const output = options.output ?? `${name}-${options.split}`
  if (options.media) await pullMedia(address, output, options)
  else await pullRows(address, options.output ?? `${output}.${options.format ?? 'parquet'}`, options)
  await showAttribution(`/api/datasets/${namespace}/${name}/attribution`, options)
}

/** How the data is to be named, where its terms ask for that. A hub that knows no terms has none. */
async function showAttribution(address: string, { hub }: PullOptions): Promise<void> {
  const answer = await hubClient(hub)
    .fetch(address)
    .catch(() => undefined)
  const made = answer && ((await answer.json()) as { text: string | null })
  if (made?.text) console.log(`Name it as: ${made.text}`)
}

async function pullRows(address: string, output: string, { hub }: PullOptions): Promise<void> {
  const sha256 = await fetchFile(hubClient(hub), address, output)
  console.log(`${output}: ${bytes((await stat(output)).size)}, SHA-256 ${sha256}`)
}

async function pullMedia(address: string, output: string, { hub, format }: PullOptions): Promise<void> {
  if (format) throw new Error('--media writes files and metadata.jsonl; leave --format out.')
  const pulled = await fillFolder(hubClient(hub), address, output)
  const { files, fetched, nameOnly } = pulled
  console.log(`${output}: ${files} files, ${bytes(pulled.bytes)} (${fetched} fetched), and metadata.jsonl`)
  if (nameOnly > 0)
    console.error(`${nameOnly} files are not in the table of the hub; metadata.jsonl has no name for them.`)
}

function queryOf({ config, split, columns, where, limit, format, media }: PullOptions): URLSearchParams {
  const asked = {
    config,
    split,
    columns,
    where,
    limit,
    format,
    media: media ? 'files' : media === false ? 'none' : undefined,
  }
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new URLSearchParams(given)
}
