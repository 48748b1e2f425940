import { type Command, Option } from 'commander'
import { ORG_ROLES, type OrgRole } from '../core/roles.js'
import { asOperator } from './org-operator.js'
import { print } from './output.js'
import { withApp } from './with-app.js'

/** Adds what is about invitations to `databelt org`. */
export function invitationCommands(command: Command): void {
  command
    .command('invite <org> <user-or-email>')
    .description('Invite somebody, who must accept. For an e-mail address a secret is shown this once.')
    .addOption(
      new Option('--role <role>', 'role in the organisation').choices([...ORG_ROLES]).default('read'),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt org invite nia minji --role write\n  databelt org invite nia minji@example.org',
    )
    .action((org: string, whom: string, { role, json }: { role: OrgRole; json?: boolean }) =>
      withApp(async (app) => {
        const asked = whom.includes('@') ? { email: whom } : { user: whom }
        const grant = await asOperator(app, org)
        const { invitation, secret } = await app.services.invitations.invite(grant, asked, role)
        const { id, expiresAt } = invitation
        const facts = { id, org, ...asked, role, expiresAt, ...(secret !== undefined && { secret }) }
        const how = secret === undefined ? '' : ` Its secret, shown this once: ${secret}`
        print(json, facts, `Invited ${whom} to ${org} until ${expiresAt.toISOString()} (${id}).${how}`)
      }),
    )
  command
    .command('invitations <org>')
    .description('List the open invitations of an organisation.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org invitations nia')
    .action((org: string, { json }: { json?: boolean }) =>
      withApp(async (app) => {
        const open = await app.services.invitations.list(await asOperator(app, org))
        for (const { id, user, email, role, expiresAt } of open)
          print(
            json,
            { id, user, email, role, expiresAt },
            `${id}\t${user ?? email}\t${role}\tuntil ${expiresAt.toISOString()}`,
          )
      }),
    )
  command
    .command('withdraw <org> <invitation>')
    .description('Take an invitation back.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt org withdraw nia 0b5c7a52-6f0e-4a39-8f4e-2f1d7a7a9c11')
    .action((org: string, id: string, { json }: { json?: boolean }) =>
      withApp(async (app) => {
        await app.services.invitations.withdraw(await asOperator(app, org), id)
        print(json, { org, id, withdrawn: true }, `Withdrew the invitation ${id}.`)
      }),
    )
}
