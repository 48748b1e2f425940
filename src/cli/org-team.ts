import { Command, InvalidArgumentError, Option } from 'commander'
import { parseFullName, type RepoId } from '../core/repo-id.js'
import { REPO_ROLES, type Role } from '../core/roles.js'
import { asOperator, printPages } from './org-operator.js'
import { print } from './output.js'
import { withApp } from './with-app.js'

const PAGE = 500
type Json = { json?: boolean }

/** `databelt org team`: groups of members that have a role in some repos. */
export function teamCommand(): Command {
  const command = new Command('team').description(
    'Teams: members of an organisation with a role in some repos.',
  )
  makeCommands(command)
  memberCommands(command)
  repoCommands(command)
  return command
}

function makeCommands(command: Command): void {
  add(command, 'create <org> <team>', 'Add a team.', 'create nia speech').action(
    (org: string, team: string, { json }: Json) =>
      withApp(async (app) => {
        const { name } = await app.services.teams.create(await asOperator(app, org), team)
        print(json, { org, team: name }, `Added the team ${name} to ${org}.`)
      }),
  )
  add(command, 'delete <org> <team>', 'Delete a team and its roles.', 'delete nia speech').action(
    (org: string, team: string, { json }: Json) =>
      withApp(async (app) => {
        await app.services.teams.remove(await asOperator(app, org), team)
        print(json, { org, team, deleted: true }, `Deleted the team ${team} of ${org}.`)
      }),
  )
  add(command, 'list <org>', 'List the teams of an organisation.', 'list nia').action(
    (org: string, { json }: Json) =>
      withApp(async (app) => {
        const grant = await app.services.access.authorizeOrg(
          { kind: 'job', name: 'command line' },
          'org:read',
          org,
        )
        await printPages(
          (after) => app.services.teams.list(grant, { after, limit: PAGE }),
          ({ name }) => print(json, { org, team: name }, name),
        )
      }),
  )
}

function memberCommands(command: Command): void {
  add(
    command,
    'add <org> <team> <user>',
    'Put a member of the organisation into a team.',
    'add nia speech minji',
  ).action((org: string, team: string, user: string, { json }: Json) =>
    withApp(async (app) => {
      await app.services.teams.addMember(await asOperator(app, org), team, user)
      print(json, { org, team, user }, `${user} is in the team ${team} of ${org}.`)
    }),
  )
  add(command, 'remove <org> <team> <user>', 'Take a user out of a team.', 'remove nia speech minji').action(
    (org: string, team: string, user: string, { json }: Json) =>
      withApp(async (app) => {
        await app.services.teams.removeMember(await asOperator(app, org), team, user)
        print(json, { org, team, user, removed: true }, `${user} is no longer in the team ${team} of ${org}.`)
      }),
  )
}

function repoCommands(command: Command): void {
  add(
    command,
    'grant <org> <team> <repo>',
    'Give a team a role in a repo of the organisation.',
    'grant nia speech datasets/nia/calls --role write',
  )
    .addOption(new Option('--role <role>', 'role in the repo').choices([...REPO_ROLES]).default('read'))
    .action((org: string, team: string, repo: string, { role, json }: Json & { role: Role }) =>
      withApp(async (app) => {
        await app.services.teams.share(await asOperator(app, org), team, repoOf(repo), role)
        print(json, { org, team, repo, role }, `The team ${team} has the role ${role} in ${repo}.`)
      }),
    )
  add(
    command,
    'ungrant <org> <team> <repo>',
    'Take the role of a team in a repo away.',
    'ungrant nia speech datasets/nia/calls',
  ).action((org: string, team: string, repo: string, { json }: Json) =>
    withApp(async (app) => {
      await app.services.teams.share(await asOperator(app, org), team, repoOf(repo), null)
      print(json, { org, team, repo, role: null }, `The team ${team} has no role in ${repo} any more.`)
    }),
  )
}

const add = (command: Command, usage: string, about: string, example: string): Command =>
  command
    .command(usage)
    .description(about)
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  databelt org team ${example}`)

/** `datasets/NAMESPACE/NAME`, or `NAMESPACE/NAME` for a model, as in addresses. */
function repoOf(text: string): RepoId {
  const isDataset = text.startsWith('datasets/')
  const name = text.replace(/^datasets\//, '')
  if (name.split('/').length !== 2)
    throw new InvalidArgumentError('Write it as datasets/NAMESPACE/NAME, or NAMESPACE/NAME for a model.')
  return parseFullName(name, isDataset ? 'dataset' : 'model')
}
