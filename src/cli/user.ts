import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import type { App } from '../app.js'
import { attributeCommand } from './attribute.js'
import { print } from './output.js'
import { userPasskeysCommand } from './user-passkeys.js'
import { withApp } from './with-app.js'

const PAGE = 1000
const OPERATOR = { kind: 'job', name: 'command line' } as const

export function userCommand(): Command {
  const command = new Command('user').description('Add, list, suspend and remove users.')
  command
    .command('create <name>')
    .alias('add')
    .description('Add a user. Next: databelt user link NAME, or databelt token create NAME')
    .option('--full-name <text>', 'name to show')
    .option('--email <address>', 'for notifications; never shown to others')
    .option('--admin', 'an administrator may do everything on this hub')
    .option('--password-stdin', 'read a password from the first line of the input')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt user create minji\n  databelt user create minji --full-name "Kim Minji" --email minji@example.org',
    )
    .action((name: string, options: CreateOptions) =>
      withApp(async ({ services }) => {
        const password = options.passwordStdin ? await firstLine() : undefined
        const fields = { ...options, isAdmin: options.admin ?? false }
        const hash =
          password === undefined
            ? undefined
            : await services.passwords.hashFor({ name, email: options.email ?? null }, password)
        const user = await services.accounts.create('user', name, fields, async (tx, made) => {
          if (hash !== undefined) await services.passwords.put(tx, made, hash, { keep: null, actorId: null })
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
  command.addCommand(userPasskeysCommand())
  changeCommands(command)
  addSignInCommands(command)
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

interface CreateOptions {
  fullName?: string
  email?: string
  admin?: boolean
  passwordStdin?: boolean
  json?: boolean
}

/** How a user signs in, as far as the operator has a hand in it. */
function addSignInCommands(command: Command): void {
  command
    .command('password <name>')
    .description('Set the password of a user, whose sessions end by it.')
    .requiredOption('--password-stdin', 'read it from the first line of the input')
    .addHelpText('after', '\nExample:\n  databelt user password minji --password-stdin < password.txt')
    .action((name: string) =>
      withApp(async ({ services }) => {
        await services.passwords.set(name, await firstLine())
        console.log(`Set the password of ${name}.`)
      }),
    )
  command
    .command('link <name>')
    .description('Make a link by which a user sets a password: once, within 24 hours.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt user link minji')
    .action((name: string, { json }: { json?: boolean }) =>
      withApp(async ({ services, config }) => {
        const secret = await services.passwords.makeLink(name)
        const url = linkUrl(config.publicUrl ?? `http://localhost:${config.port}`, secret)
        print(json, { user: name, url }, url)
      }),
    )
  command
    .command('remove-second-factor <name>')
    .description('Take the second factor from a user who has lost it.')
    .addHelpText('after', '\nExample:\n  databelt user remove-second-factor minji')
    .action((name: string) =>
      withApp(async ({ services }) => {
        const user = await services.accounts.find('user', name)
        const isRemoved = await services.secondFactor.remove(user.id, null)
        console.log(isRemoved ? `Removed the second factor of ${name}.` : `${name} had no second factor.`)
      }),
    )
}

/** The secret is behind #, which browsers send to nobody. */
export const linkUrl = (base: string, secret: string): string => `${base}/login#link=${secret}`

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
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
