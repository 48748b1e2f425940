import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { spread } from './support/numbers.js'
import { printRow, printTable, ratiosOf } from './support/report.js'

const NAMES = [
  ...['download', 'upload', 'lookups', 'audit', 'commits', 'memory', 'side-by-side', 'xet', 'catalogue'],
  ...['rows', 'sql', 'convert', 'row-search'],
]

const OPTIONS = /** @type {const} */ ({
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  largest: { type: 'string' },
  json: { type: 'string' },
  work: { type: 'string', default: tmpdir() },
  python: { type: 'string' },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
})

const HELP = `Usage: npm run bench -- [options]

  --only NAME    one benchmark; may be given several times: ${NAMES.join(', ')}
  --quick        small sizes, to see that everything works
  --long         also 100 commits of 10,000 files (without it: 12)
  --rounds N     how often each side is measured in turn (default 5, quick 2)
  --largest GB   of the tables of rows, sql and convert (default 10, quick 0.1)
  --json FILE    also write every value to FILE
  --work FOLDER  put data here instead of ${tmpdir()}; it needs 25 GB, and is removed afterwards
  --python FILE  a Python with huggingface_hub, to measure that client too
  --profile      write CPU profiles of the hub to bench/.work/profiles

The hub must be built (npm run bench does it). Also needed, from Debian: nginx-light curl wrk git git-lfs.
The figures are of this machine at this moment: compare the two sides of one run, not two runs.`

const { values: options } = parseArgs({ options: OPTIONS })
const unknown = (options.only ?? []).filter((name) => !NAMES.includes(name))
if (options.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no benchmark ${unknown.join(', ')}.\n`)
  console.log(HELP)
  process.exit(options.help ? 0 : 2)
}

const work = await mkdtemp(join(options.work, 'databelt-bench-'))
await chmod(work, 0o755)
process.once('SIGINT', () => process.exit(130))
const context = {
  quick: options.quick,
  long: options.long,
  rounds: Number(options.rounds ?? (options.quick ? 2 : 5)),
  largest: Number(options.largest ?? (options.quick ? 0.1 : 10)) * 1e9,
  work,
  python: options.python,
  profiles: options.profile ? fileURLToPath(new URL('.work/profiles', import.meta.url)) : undefined,
}
const machine = {
  cpu: `${cpus().length} x ${cpus()[0]?.model.trim()}`,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
  date: new Date().toISOString(),
}
console.log(
  `${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, ${machine.date}`,
)

/** @type {{ benchmark: string, row: import('./support/report.js').Row }[]} */
const results = []
let failed = false
for (const name of options.only ?? NAMES) {
  const { about, run } = await import(`./${name}.js`)
  console.log(`\n${name}: ${about}`)
  try {
    await run(context, (row) => {
      results.push({ benchmark: name, row })
      printRow(row)
    })
  } catch (error) {
    failed = true
    console.error(
      `  ${name} did not finish: ${error?.name === 'MissingTools' ? error.message : error?.stack}`,
    )
  }
}
await rm(work, { recursive: true, force: true })

console.log('\nmedian (least to most) of the rounds; a ratio is taken within each round\n')
printTable(results)
if (options.json) {
  const rows = results.map(({ benchmark, row }) => ({
    benchmark,
    ...row,
    ratios: ratiosOf(row).map((ratio) => ({ ...ratio, ...spread(ratio.values) })),
  }))
  await writeFile(options.json, `${JSON.stringify({ machine, options: context, rows }, null, 2)}\n`)
}
process.exitCode = failed ? 1 : 0
