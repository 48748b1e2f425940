import { Command, Option } from 'commander'
import type { Role } from '../core/policy.js'
import { print } from './output.js'
import { printNamespaces } from './user.js'
import { withApp } from './with-app.js'

export function orgCommand(): Command {
  const command = new Command('org').description('Add organisations, and users to them.')
  command
    .command('create <name>')
    .description('Add an organisation.')
    .option('--full-name <text>', 'name to show')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  databelt org create nia --full-name "National Information Society Agency"',
    )
    .action((name: string, options: { fullName?: string; json?: boolean }) =>
      withApp(async ({ services }) => {
        const org = await services.accounts.create('org', name, options)
        print(options.json, { name: org.name, id: org.id }, `Added the organisation ${org.name}.`)
      }),
    )
  command
    .command('add <org> <user>')
    .description('Give a user a role in an organisation, or change it.')
    .addOption(
      new Option('--role <role>', 'what the user may do with its repositories')
        .choices(['read', 'write', 'admin'])
        .default('read'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org add nia minji --role write')
    .action((org: string, user: string, options: { role: Role; json?: boolean }) =>
      withApp(async ({ services }) => {
        await services.accounts.setRole(org, user, options.role)
        print(
          options.json,
          { org, user, role: options.role },
          `${user} now has the role ${options.role} in ${org}.`,
        )
      }),
    )
  command
    .command('remove <org> <user>')
    .description('Take a user out of an organisation.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org remove nia minji')
    .action((org: string, user: string, options: { json?: boolean }) =>
      withApp(async ({ services }) => {
        await services.accounts.setRole(org, user, null)
        print(options.json, { org, user, role: null }, `${user} is no longer in ${org}.`)
      }),
    )
  command
    .command('list')
    .description('List organisations.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org list')
    .action(({ json }: { json?: boolean }) => withApp((app) => printNamespaces(app, 'org', json)))
  return command
}
