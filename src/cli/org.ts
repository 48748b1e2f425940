import { Command, Option } from 'commander'
import { ORG_ROLES, type OrgRole } from '../core/roles.js'
import { invitationCommands } from './org-invitations.js'
import { asOperator, printPages } from './org-operator.js'
import { teamCommand } from './org-team.js'
import { print } from './output.js'
import { printNamespaces } from './user.js'
import { withApp } from './with-app.js'

const PAGE = 500

const roleOption = (): Option =>
  new Option('--role <role>', 'what the user may do with its repositories')
    .choices([...ORG_ROLES])
    .default('read')

export function orgCommand(): Command {
  const command = new Command('org').description('Add organisations, and users and teams to them.')
  makeCommands(command)
  memberCommands(command)
  invitationCommands(command)
  command.addCommand(teamCommand())
  return command
}

function makeCommands(command: Command): void {
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
    .command('delete <org>')
    .description('Delete an organisation that has no repositories. Nobody gets its name again.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org delete nia')
    .action((org: string, { json }: { json?: boolean }) =>
      withApp(async (app) => {
        await app.services.organisations.remove(await asOperator(app, org))
        print(json, { org, deleted: true }, `Deleted the organisation ${org}.`)
      }),
    )
  command
    .command('list')
    .description('List organisations.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org list')
    .action(({ json }: { json?: boolean }) => withApp((app) => printNamespaces(app, 'org', json)))
}

function memberCommands(command: Command): void {
  command
    .command('add <org> <user>')
    .description('Give a user a role in an organisation, or change it.')
    .addOption(roleOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org add nia minji --role contributor')
    .action((org: string, user: string, options: { role: OrgRole; json?: boolean }) =>
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
    .description('Take a user out of an organisation, and out of its teams.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org remove nia minji')
    .action((org: string, user: string, options: { json?: boolean }) =>
      withApp(async ({ services }) => {
        await services.accounts.setRole(org, user, null)
        print(options.json, { org, user, role: null }, `${user} is no longer in ${org}.`)
      }),
    )
  command
    .command('members <org>')
    .description('List the members of an organisation and their roles.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org members nia')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(async (app) => {
        const { org } = await asOperator(app, name)
        await printPages(
          (after) => app.services.accounts.members(org.id, after, PAGE),
          (member) => print(json, member, `${member.name}\t${member.role}\t${member.fullName}`),
        )
      }),
    )
}
