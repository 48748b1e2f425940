import { userInfo } from 'node:os'
import { type App, openApp } from '../app.js'
import { parseConfig } from '../config/config.js'
import { readSettings } from '../config/env.js'
import type { Origin } from '../core/audit.js'
import { withOrigin } from '../services/audit/origin.js'
import { progress } from './output.js'

/** Runs a command on the hub of the data folder, beside a running hub or alone. */
export async function withApp<T>(work: (app: App) => Promise<T>): Promise<T> {
  const app = await openApp(parseConfig(readSettings()), { alone: false, log: progress })
  try {
    return await withOrigin(commandOrigin(), () => work(app))
  } finally {
    await app.close()
  }
}

/** Which command of which user of the machine; its arguments may hold secrets. */
const commandOrigin = (): Origin => ({
  address: 'command line',
  agent: `databelt ${process.argv[2] ?? ''}`,
  osUser: osUser(),
})

function osUser(): string {
  try {
    return userInfo().username
  } catch {
    // a container may run under a number without a name
    return `uid ${process.getuid?.()}`
  }
}
