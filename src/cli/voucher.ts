import { Command, InvalidArgumentError, Option } from 'commander'
import { parseBytes } from '../config/config.js'
import { VOUCHER_KINDS, type VoucherKind } from '../core/quota.js'
import { bytes, print } from './output.js'
import { namespaceCalled } from './quota.js'
import { textTable } from './text-table.js'
import { withApp } from './with-app.js'

interface GrantOptions {
  kind: VoucherKind
  days: number
  note: string
  json?: boolean
}
const PAGE = 1000

export function voucherCommand(): Command {
  const command = new Command('voucher').description('Budgets of storage, downloads or query time.')
  command
    .command('grant <namespace> <budget>')
    .description('Give a user or an organisation a budget: bytes such as 5TiB, or seconds of queries.')
    .addOption(new Option('--kind <kind>', 'what it pays').choices([...VOUCHER_KINDS]).makeOptionMandatory())
    .option('--days <days>', 'how long it is valid', days, 365)
    .option('--note <text>', 'what it is for', '')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt voucher grant nia 5TiB --kind storage --days 365\n  databelt voucher grant minji 3600 --kind sql --note "summer school"',
    )
    .action((name: string, budget: string, { kind, note, json, ...options }: GrantOptions) =>
      withApp(async ({ services }) => {
        const amount = kind === 'sql' ? Number(budget) * 1000 : (parseBytes(budget) ?? Number.NaN)
        if (!Number.isSafeInteger(amount)) throw new Error('Write the budget as 5TiB, or as seconds.')
        const expiresAt = new Date(Date.now() + options.days * 86_400_000)
        const to = await namespaceCalled(services, name)
        const made = await services.vouchers.grant(to, { kind, budget: amount, expiresAt, note }, null)
        print(json, made, `Voucher ${made.id}: ${amountText(kind, amount)} of ${kind} for ${to.name}.`)
      }),
    )
  command
    .command('list [namespace]')
    .description('List vouchers.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt voucher list nia')
    .action((name: string | undefined, { json }: { json?: boolean }) =>
      withApp(async ({ services }) => {
        const of = name === undefined ? undefined : (await namespaceCalled(services, name)).id
        const rows = await services.vouchers.list(of, 0, PAGE)
        const lines = rows.map((each) => [
          each.id,
          each.namespace,
          each.kind,
          amountText(each.kind, each.budget),
          amountText(each.kind, each.spent + each.reserved),
          each.revokedAt ? 'revoked' : `until ${each.expiresAt.toISOString().slice(0, 10)}`,
        ])
        print(json, rows, textTable(['id', 'namespace', 'kind', 'budget', 'spent', 'valid'], lines))
      }),
    )
  command
    .command('revoke <id>')
    .description('End a voucher. What is under way is still paid.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt voucher revoke 7')
    .action((id: string, { json }: { json?: boolean }) =>
      withApp(async ({ services }) => {
        if (!/^\d{1,15}$/.test(id)) throw new Error('The id of a voucher is a number.')
        await services.vouchers.revoke(Number(id), null)
        print(json, { id: Number(id) }, `Voucher ${id} is revoked.`)
      }),
    )
  return command
}

const amountText = (kind: VoucherKind, amount: number): string =>
  kind === 'sql' ? `${Math.ceil(amount / 1000)} s` : bytes(amount)

function days(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Write a number of days.')
  return Number(text)
}
