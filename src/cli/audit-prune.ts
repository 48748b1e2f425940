import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { parseTime } from './audit-values.js'
import { print } from './output.js'
import { withApp } from './with-app.js'

interface Options {
  before: Date
  exported: string
  json?: boolean
}

const EXAMPLE = `
Example:
  databelt audit export --until 2026-01-01 > audit-2025.jsonl
  databelt audit prune --before 2026-01-01 --exported audit-2025.jsonl

Keep the file: it is the only copy of what is removed. "databelt audit verify" still proves the rest.
While entries are removed, new ones wait to be sealed; none is lost, and nobody has to wait for them.`

export function auditPruneCommand(): Command {
  return new Command('prune')
    .description('Remove old entries of the record that were exported before.')
    .requiredOption('--before <time>', 'entries older than that, such as 2026-01-01', parseTime)
    .requiredOption('--exported <file>', 'JSON Lines of "databelt audit export" that hold all of them')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action(prune)
}

async function prune({ before, exported, json }: Options): Promise<void> {
  const isFile = await stat(exported).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isFile)
    throw new Error(
      `There is no file ${exported}. Export first: databelt audit export --until TIME > ${exported}`,
    )
  await withApp(async ({ services }) => {
    const gone = await services.audit.prune(before, linesOf(exported))
    const since = before.toISOString()
    print(
      json,
      gone ?? { entries: 0 },
      gone
        ? `Removed ${gone.entries} entries. The record begins behind ${gone.seq} ${gone.hash}`
        : `There is nothing older than ${since} that may go.`,
    )
  })
}

/** Opened when it is read: a reader of lines that nobody listens to yet loses them. */
async function* linesOf(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
}
