import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { print } from './output.js'
import { withApp } from './with-app.js'

export function mailCommand(): Command {
  const command = new Command('mail').description('Try the mail server of DATABELT_SMTP_URL.')
  command
    .command('test <address>')
    .description('Send a mail to an address, now.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt mail test minji@example.org')
    .action((address: string, { json }: { json?: boolean }) =>
      withApp(async ({ services }) => {
        if (!(await services.mailing.test(address, randomUUID())))
          throw new Error('No mail server is set. Set DATABELT_SMTP_URL and DATABELT_MAIL_FROM.')
        print(json, { sent: address }, `Sent a mail to ${address}.`)
      }),
    )
  return command
}
