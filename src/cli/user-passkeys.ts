import { Command, InvalidArgumentError } from 'commander'
import { print } from './output.js'
import { withApp } from './with-app.js'

interface Options {
  remove?: number
  json?: boolean
}

/** The passkeys of a user, for an operator who helps somebody that has lost one. */
export const userPasskeysCommand = (): Command =>
  new Command('passkeys')
    .argument('<name>', 'the user')
    .description('List the passkeys of a user, or remove one that was lost.')
    .option('--remove <id>', 'remove the passkey of this number', parseId)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt user passkeys minji\n  databelt user passkeys minji --remove 3\n  databelt user link minji     when it was their last way in',
    )
    .action(passkeys)

const passkeys = (name: string, { remove, json }: Options) =>
  withApp(async ({ services }) => {
    const { id: userId } = await services.accounts.find('user', name)
    if (remove !== undefined) {
      await services.passkeys.removeFor(userId, remove)
      return print(
        json,
        { user: name, passkey: remove, removed: true },
        `Removed passkey ${remove} of ${name}.`,
      )
    }
    const found = await services.passkeys.list(userId)
    if (found.length === 0 && !json) console.log(`${name} has no passkeys.`)
    for (const { id, name: called, createdAt, lastUsedAt } of found) {
      const used = lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used'
      const shown = { id, name: called, createdAt, lastUsedAt }
      print(json, shown, `${id}\t${called}\tadded ${createdAt.toISOString()}\t${used}`)
    }
  })

function parseId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a passkey.')
  return Number(text)
}
