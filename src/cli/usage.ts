import { Command } from 'commander'
import { parseFullName } from '../core/repo-id.js'
import { bytes, print } from './output.js'
import { namespaceCalled } from './quota.js'
import { textTable } from './text-table.js'
import { withApp } from './with-app.js'

const PAGE = 1000
const DAY_MS = 86_400_000
const day = (at: number) => new Date(at).toISOString().slice(0, 10)

export const usageCommand = (): Command =>
  new Command('usage')
    .description('Traffic by day, kind and class of user.')
    .argument('[of]', 'NAMESPACE or NAMESPACE/NAME; the whole hub without it')
    .option('--from <day>', 'first day, UTC (default: thirty days ago)')
    .option('--to <day>', 'last day, UTC (default: today)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt usage nia/speech\n  databelt usage nia --from 2026-11-01 --json',
    )
    .action((of: string | undefined, options: { from?: string; to?: string; json?: boolean }) =>
      withApp(async ({ services }) => {
        const to = options.to ?? day(Date.now())
        const from = options.from ?? day(Date.parse(to) - 29 * DAY_MS)
        for (const text of [from, to])
          if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
            throw new Error(`${text} is not a day such as 2026-11-22.`)
        const query = { of: await subjectOf(services, of), from, to, after: undefined, limit: PAGE }
        const rows = await services.metering.daily(query)
        const lines = rows.map((row) => [
          ...[row.day, row.repo ?? '(gone)', row.kind, row.who, row.requests],
          ...[bytes(row.bytesOut), bytes(row.bytesIn), row.sqlMs],
        ])
        const names = ['day', 'repo', 'kind', 'who', 'requests', 'out', 'in', 'sql ms']
        print(options.json, rows, textTable(names, lines))
      }),
    )

type Services = Parameters<Parameters<typeof withApp>[0]>[0]['services']

async function subjectOf(services: Services, of: string | undefined) {
  if (of === undefined) return 'hub' as const
  if (!of.includes('/')) return { namespaceId: (await namespaceCalled(services, of)).id }
  const job = { kind: 'job' as const, name: 'usage' }
  const grant = await services.access.authorize(job, 'repo:write', parseFullName(of, 'dataset'))
  return { repoId: grant.repo.id }
}
