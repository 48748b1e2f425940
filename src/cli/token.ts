import { Command, InvalidArgumentError, Option } from 'commander'
import type { Role, TokenScope } from '../core/policy.js'
import { print } from './output.js'
import { withApp } from './with-app.js'

const DAY_MS = 86_400_000

interface CreateOptions {
  name?: string
  role: 'read' | 'write'
  grant: TokenGrant[]
  days?: number
  json?: boolean
}
type TokenGrant = { entity: string; role: Role }

export function tokenCommand(): Command {
  const command = new Command('token').description('Give out, list and revoke access tokens.')
  command
    .command('create <user>')
    .description('Make a token. It is shown this once; only its hash is kept.')
    .option('--name <text>', 'a name to revoke it by (default: the present time)')
    .addOption(
      new Option('--role <role>', 'read, or all that the user may do')
        .choices(['read', 'write'])
        .default('write'),
    )
    .option(
      '--grant <entity=role>',
      'only this: NAMESPACE=role or NAMESPACE/REPO=role; may be given several times',
      addGrant,
      [],
    )
    .option('--days <count>', 'expires after this many days', parseDays)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt token create minji --role read --days 30\n  databelt token create minji --grant nia/speech=write --grant nia=read',
    )
    .action((user: string, options: CreateOptions) =>
      withApp(async ({ services }) => {
        const scope: TokenScope =
          options.grant.length > 0 ? { role: 'fineGrained', grants: options.grant } : { role: options.role }
        const name = options.name ?? new Date().toISOString()
        const expiresAt = options.days === undefined ? null : new Date(Date.now() + options.days * DAY_MS)
        const token = await services.accounts.createToken(user, { name, scope, expiresAt })
        print(options.json, { token, user, name, scope, expiresAt }, token)
      }),
    )
  command
    .command('list <user>')
    .description('List the tokens of a user.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt token list minji')
    .action((user: string, { json }: { json?: boolean }) =>
      withApp(async ({ services }) => {
        for (const { name, scope, createdAt, expiresAt, lastUsedAt } of await services.accounts.listTokens(
          user,
        )) {
          const facts = { name, scope, createdAt, expiresAt, lastUsedAt }
          print(
            json,
            facts,
            `${name}\t${scope.role}\tused ${lastUsedAt?.toISOString() ?? 'never'}\texpires ${expiresAt?.toISOString() ?? 'never'}`,
          )
        }
      }),
    )
  command
    .command('revoke <user> <name>')
    .description('Make a token invalid at once.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt token revoke minji laptop')
    .action((user: string, name: string, { json }: { json?: boolean }) =>
      withApp(async ({ services }) => {
        await services.accounts.revokeToken(user, name)
        print(json, { user, name, revoked: true }, `Revoked the token ${name} of ${user}.`)
      }),
    )
  return command
}

function addGrant(text: string, before: TokenGrant[]): TokenGrant[] {
  const [entity, role] = text.split('=')
  if (!entity || !role || !['read', 'write', 'admin'].includes(role))
    throw new InvalidArgumentError('Write it as NAMESPACE/REPO=read (or write, admin).')
  return [...before, { entity, role: role as Role }]
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!(days > 0)) throw new InvalidArgumentError('It must be a number of days.')
  return days
}
