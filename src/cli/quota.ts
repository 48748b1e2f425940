import { Command, InvalidArgumentError } from 'commander'
import type { App } from '../app.js'
import { parseBytes } from '../config/config.js'
import type { Fill } from '../core/quota.js'
import { parseFullName } from '../core/repo-id.js'
import { bytes, print } from './output.js'
import { withApp } from './with-app.js'

interface Options {
  storage?: number | null
  files?: number | null
  egressDay?: number | null
  egressMonth?: number | null
  requests?: number | null
  json?: boolean
}
const JOB = { kind: 'job' as const, name: 'quota' }

export function quotaCommand(): Command {
  const command = new Command('quota').description('Limits of storage and downloads.')
  command
    .command('show <of>')
    .description('How full NAMESPACE or NAMESPACE/NAME is.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt quota show nia')
    .action((of: string, options: Options) =>
      withApp(async (app) => {
        const fill = await fillOf(app, of)
        print(options.json, fill, textOf(fill))
      }),
    )
  command
    .command('set <of>')
    .description('Change limits of NAMESPACE or NAMESPACE/NAME.')
    .option('--storage <bytes>', 'bytes kept, such as 500GiB; 0: no limit; default: as the hub says', size)
    .option('--files <count>', 'versions of files kept', count)
    .option('--egress-day <bytes>', 'bytes a day that others download', size)
    .option('--egress-month <bytes>', 'bytes a month that others download', size)
    .option('--requests <count>', 'requests in five minutes that others make', count)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt quota set nia --storage 10TiB\n  databelt quota set nia/speech --storage default',
    )
    .action((of: string, { json, ...limits }: Options) =>
      withApp(async (app) => {
        if (Object.keys(limits).length === 0)
          throw new Error(
            'Name a limit to set: --storage, --files, --egress-day, --egress-month or --requests.',
          )
        await app.services.quotas.change(await targetOf(app, of), limits, null)
        const fill = await fillOf(app, of)
        print(json, fill, textOf(fill))
      }),
    )
  command
    .command('repair')
    .description('Count again what is stored. fsck says when that is needed.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt quota repair')
    .action(({ json }: Options) =>
      withApp(async ({ services }) => {
        await services.quotas.repair()
        print(json, {}, 'Counted again.')
      }),
    )
  return command
}

async function targetOf({ services }: App, of: string) {
  if (of.includes('/')) {
    const grant = await services.access.authorize(JOB, 'repo:write', parseFullName(of, 'dataset'))
    return { repoId: grant.repo.id }
  }
  return { namespaceId: (await namespaceCalled(services, of)).id }
}

async function fillOf({ services }: App, of: string): Promise<Fill> {
  if (!of.includes('/')) return services.quotas.ofNamespace(await namespaceCalled(services, of))
  const grant = await services.access.authorize(JOB, 'repo:write', parseFullName(of, 'dataset'))
  return (await services.quotas.ofRepo(grant)).repo
}

export async function namespaceCalled(services: App['services'], name: string) {
  const found = await services.accounts.findAny(name)
  if (!found) throw new Error(`There is no user or organisation ${name}.`)
  return found
}

const textOf = ({ name, used, limit }: Fill): string =>
  `${name} keeps ${bytes(used.bytes)}${limit.bytes ? ` of ${bytes(limit.bytes)}` : ''} in ${used.files}${limit.files ? ` of ${limit.files}` : ''} files.${limit.requests ? ` Others may make ${limit.requests} requests in five minutes.` : ''}`

export function size(text: string): number | null {
  const value = text === 'default' ? null : parseBytes(text)
  if (value === undefined) throw new InvalidArgumentError('Write a size such as 10GiB, or default.')
  return value
}

function count(text: string): number | null {
  if (text === 'default') return null
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Write a whole number, or default.')
  return Number(text)
}
