import { Command } from 'commander'
import { VERSION } from '../serve.js'
import { auditCommand } from './audit.js'
import { configCommand } from './config.js'
import { doctorCommand } from './doctor.js'
import { exportCommand } from './export.js'
import { fsckCommand } from './fsck.js'
import { gcCommand } from './gc.js'
import { loginCommand, logoutCommand } from './login.js'
import { mailCommand } from './mail.js'
import { orgCommand } from './org.js'
import { pullCommand } from './pull.js'
import { quotaCommand } from './quota.js'
import { serveCommand } from './serve.js'
import { sqlCommand } from './sql.js'
import { packCommand, storageCommand } from './storage.js'
import { tokenCommand } from './token.js'
import { usageCommand } from './usage.js'
import { userCommand } from './user.js'
import { voucherCommand } from './voucher.js'

export function createProgram(): Command {
  const program = new Command('databelt')
    .description('The open hub for AI training data.')
    .version(VERSION)
    .showHelpAfterError('(add --help for what is possible)')
    .addHelpText(
      'after',
      `
Examples:
  databelt serve --port 7070         run the hub
  databelt user create minji         add a user, then give her a link to set a password, or a token:
  databelt user link minji
  databelt token create minji
  databelt sql 'select * from "ns/name".train limit 5'
  databelt fsck                      prove that everything stored is whole

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 faults found (fsck, doctor), 4 port or data folder taken.`,
    )
  const commands = [
    serveCommand,
    userCommand,
    orgCommand,
    tokenCommand,
    fsckCommand,
    gcCommand,
    packCommand,
    storageCommand,
    loginCommand,
    logoutCommand,
    mailCommand,
    quotaCommand,
    usageCommand,
    voucherCommand,
    sqlCommand,
    pullCommand,
    doctorCommand,
    auditCommand,
    exportCommand,
    configCommand,
  ]
  for (const make of commands) program.addCommand(make())
  return program
}
