import { Command } from 'commander'
import { print } from './output.js'
import { withApp } from './with-app.js'

/** What the hub knows of a person for policies; see docs/passkeys-and-providers.md. */
export function attributeCommand(): Command {
  return new Command('attribute')
    .argument('<user>')
    .argument('[attribute]', 'country or affiliation')
    .argument('[value]', 'such as KR')
    .description('Show, set or take away what policies know of a user. It overrules what a provider says.')
    .option('--remove', 'take it away')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt user attribute minji\n  databelt user attribute minji country KR\n  databelt user attribute minji country --remove',
    )
    .action((user: string, name: string | undefined, value: string | undefined, options: Options) =>
      withApp(async ({ services }) => {
        if (name !== undefined && (value === undefined) !== (options.remove ?? false))
          throw new Error('Give either a value or --remove.')
        if (name !== undefined) await services.people.setAttribute(user, name, value ?? null)
        const all = await services.people.attributes(user)
        const lines = all.map((each) => `${each.name}\t${each.value}\tby ${each.assertedBy}`)
        print(options.json, all, lines.join('\n') || `Nothing is known of ${user}.`)
      }),
    )
}
type Options = { remove?: boolean; json?: boolean }
