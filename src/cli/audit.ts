import { once } from 'node:events'
import { Command, Option } from 'commander'
import { headText } from '../codecs/audit-chain.js'
import { auditFile } from '../codecs/audit-rows.js'
import { auditPruneCommand } from './audit-prune.js'
import { parseSeq, parseTime } from './audit-values.js'
import { EXIT, print, progress, progressEnd } from './output.js'
import { withApp } from './with-app.js'

interface ExportOptions {
  format: 'csv' | 'jsonl'
  after?: number
  repo?: string
  user?: string
  since?: Date
  until?: Date
}

export function auditCommand(): Command {
  const command = new Command('audit').description('Read and prove the record of who saw what.')
  command
    .command('verify')
    .description('Compute every hash of the record again, and compare its end with what was stated of it.')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  databelt audit verify\n\nExit code 1 when something is not as it was.',
    )
    .action(({ json }: { json?: boolean }) => verify(json))
  command
    .command('export')
    .description('Write entries to standard output.')
    .addOption(new Option('--format <format>', 'of the lines').choices(['csv', 'jsonl']).default('jsonl'))
    .option('--after <seq>', 'only entries after this one', parseSeq)
    .option('--repo <ns/name>', 'only of this repository, also when it is no more')
    .option('--user <name>', 'only of this user')
    .option('--since <time>', 'from this time on, such as 2026-07-01', parseTime)
    .option('--until <time>', 'before this time', parseTime)
    .addHelpText(
      'after',
      '\nExamples:\n  databelt audit export --format csv > audit.csv\n  databelt audit export --repo nia/speech --since 2026-07-01',
    )
    .action(exportEntries)
  command
    .command('head')
    .description('State where the record ends, signed. Keep it elsewhere: it proves what was there today.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt audit head >> ~/heads-of-the-hub.txt')
    .action(({ json }: { json?: boolean }) => head(json))
  command.addCommand(auditPruneCommand())
  return command
}

const verify = (json: boolean | undefined) =>
  withApp(async ({ services }) => {
    const proof = await services.audit.verify((entries) => progress(`${entries} entries`))
    progressEnd()
    const isWhole = proof.faults.length === 0
    const lines = [
      `${proof.entries} entries; ${proof.heads} heads in the database and ${proof.headsInFile} in audit-heads.jsonl agree`,
      ...(proof.last ? [`It ends with ${proof.last.seq} ${proof.last.hash}`] : []),
      ...proof.faults.map(({ seq, what }) => `${seq}: ${what}`),
      isWhole ? 'The record is whole.' : 'The record is NOT whole.',
    ]
    print(json, { whole: isWhole, ...proof }, lines.join('\n'))
    if (!isWhole) process.exitCode = EXIT.failed
  })

const exportEntries = ({ format, ...filter }: ExportOptions) =>
  withApp(async ({ services }) => {
    const entries = await services.audit.all({ kind: 'job', name: 'audit export' }, filter)
    for await (const line of auditFile(entries, format))
      if (!process.stdout.write(line)) await once(process.stdout, 'drain')
  })

const head = (json: boolean | undefined) =>
  withApp(async ({ services }) => {
    const { head: made, publicKey } = await services.audit.head()
    if (!made) throw new Error('Nothing has been recorded yet.')
    const signature = made.signature.toString('base64')
    print(
      json,
      { seq: made.seq, hash: made.hash.toString('hex'), at: made.at, signature, publicKey },
      `${headText(made)}\n${signature}\n${publicKey}`,
    )
  })
