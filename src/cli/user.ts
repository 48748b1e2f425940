import { Command } from 'commander'
import type { App } from '../app.js'
import { attributeCommand } from './attribute.js'
import { print } from './output.js'
import { withApp } from './with-app.js'

const PAGE = 1000
const OPERATOR = { kind: 'job', name: 'command line' } as const

export function userCommand(): Command {
  const command = new Command('user').description('Add, list, suspend and remove users.')
  command
    .command('create <name>')
    .description('Add a user. Give a token next: databelt token create NAME')
    .option('--full-name <text>', 'name to show')
    .option('--email <address>', 'for notifications; never shown to others')
    .option('--admin', 'an administrator may do everything on this hub')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt user create minji\n  databelt user create minji --full-name "Kim Minji" --email minji@example.org',
    )
    .action((name: string, options: { fullName?: string; email?: string; admin?: boolean; json?: boolean }) =>
      withApp(async ({ services }) => {
        const user = await services.accounts.create('user', name, {
          ...options,
          isAdmin: options.admin ?? false,
        })
        print(options.json, { name: user.name, id: user.id }, `Added the user ${user.name}.`)
      }),
    )
  command
    .command('list')
    .description('List users.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt user list')
    .action(({ json }: { json?: boolean }) => withApp((app) => printNamespaces(app, 'user', json)))
  command.addCommand(attributeCommand())
  changeCommands(command)
  return command
}

function changeCommands(command: Command): void {
  const changes = [
    ['suspend', true, 'Stop all that is done in the name of a user, at once.', 'is suspended'],
    ['unsuspend', false, 'Let a suspended user back in.', 'may sign in again'],
  ] as const
  for (const [name, isSuspended, about, done] of changes)
    command
      .command(`${name} <user>`)
      .description(about)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  databelt user ${name} minji`)
      .action((user: string, { json }: { json?: boolean }) =>
        withApp(async ({ services }) => {
          const { suspendedAt } = await services.users.suspend(OPERATOR, user, isSuspended)
          print(json, { user, suspended: isSuspended, suspendedAt }, `${user} ${done}.`)
        }),
      )
  command
    .command('remove <user>')
    .description('Remove a user who owns no repositories. Nobody gets the name again.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt user remove minji')
    .action((user: string, { json }: { json?: boolean }) =>
      withApp(async ({ services }) => {
        await services.users.remove(OPERATOR, user)
        print(json, { user, removed: true }, `Removed the user ${user}.`)
      }),
    )
}

export async function printNamespaces(
  { services }: App,
  kind: 'user' | 'org',
  json: boolean | undefined,
): Promise<void> {
  for (let after = ''; ; ) {
    const page = await services.accounts.list(kind, after, PAGE)
    for (const { name, fullName, isAdmin, createdAt } of page) {
      print(
        json,
        { name, fullName, isAdmin, createdAt },
        `${name}\t${fullName}${isAdmin ? '\tadministrator' : ''}`,
      )
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.name ?? ''
  }
}
