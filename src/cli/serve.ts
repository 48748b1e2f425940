import { Command, Option } from 'commander'
import { openApp } from '../app.js'
import { type HubConfig, parseConfig } from '../config/config.js'
import { readSettings } from '../config/env.js'
import { SETTINGS, type Setting } from '../config/settings.js'
import { logCrashes, type RunningHub, serve } from '../serve.js'
import { ensureAdmin } from './first-start.js'
import { EXIT, fail } from './output.js'
import { publishSample, SAMPLE } from './sample.js'
import { linkUrl } from './user.js'

export function serveCommand(): Command {
  const command = new Command('serve').description('Run the hub until it is told to stop (Ctrl-C, SIGTERM).')
  for (const setting of Object.values(SETTINGS as Record<string, Setting>)) {
    if (setting.flag === undefined) continue
    const fallback = setting.fallback ? ` (default ${setting.fallback})` : ''
    command.addOption(new Option(`--${setting.flag} <value>`, `${setting.about}${fallback} [${setting.env}]`))
  }
  return command
    .addHelpText(
      'after',
      '\nExamples:\n  databelt serve\n  databelt serve --port 8080 --data /srv/databelt\n  DATABASE_URL=postgres://hub@db/hub databelt serve --host 0.0.0.0',
    )
    .action((options) => run(parseConfig(readSettings(options))))
}

async function run(config: HubConfig): Promise<void> {
  logCrashes()
  const stop = stopSignal()
  const app = await openApp(config, { alone: true, log: (message) => console.error(`databelt: ${message}`) })
  let hub: RunningHub | undefined
  try {
    const { token, link } = await ensureAdmin(app)
    if (token.isFirst && config.sample) await publishSample(app)
    hub = await serve(app)
    greet(hub.url, config, { token, link })
    const signal = await stop
    console.log(`\nStopping (${signal}): running requests may end first.`)
  } catch (error) {
    fail(portTaken(error, config))
  } finally {
    await hub?.close()
    await app.close()
  }
}

function greet(
  url: string,
  config: HubConfig,
  { token, link }: Awaited<ReturnType<typeof ensureAdmin>>,
): void {
  const lines = ['', `Databelt is running on ${url}`, `Its data is in ${config.dataFolder}`]
  if (token.shown)
    lines.push(
      '',
      `The administrator's token, shown this once: ${token.shown}`,
      'The administrator is the user "admin".',
    )
  if (link) lines.push(`To set a password, within a day: ${linkUrl(url, link)}`)
  if (config.sample)
    lines.push('', 'Try it:', `  export HF_ENDPOINT=${url}`, `  hf download ${SAMPLE} --repo-type dataset`)
  console.log([...lines, '', 'Stop it with Ctrl-C.', ''].join('\n'))
}

/** The first signal resolves; a second one ends the process at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(EXIT.failed)
        asked = true
        resolve(signal)
      })
    }
  })
}

function portTaken(error: unknown, config: HubConfig): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  if (error.code === 'EADDRINUSE')
    return new Error(
      `Port ${config.port} is taken by another program. Stop it, or choose another port with DATABELT_PORT.`,
    )
  if (error.code === 'EACCES')
    return new Error(`This user may not use port ${config.port}. Choose one above 1023 with DATABELT_PORT.`)
  return error
}
