import { type App, openApp } from '../app.js'
import { parseConfig } from '../config/config.js'
import { readSettings } from '../config/env.js'
import { progress } from './output.js'

/** Runs a command on the hub of the data folder, beside a running hub or alone. */
export async function withApp<T>(work: (app: App) => Promise<T>): Promise<T> {
  const app = await openApp(parseConfig(readSettings()), { alone: false, log: progress })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
