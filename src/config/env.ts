import { homedir } from 'node:os'
import { join } from 'node:path'
import { CLIENT_VARIABLES, SETTINGS, type Setting, type SettingName, TEST_VARIABLES } from './settings.js'

/** A setting that is wrong; the message says which and what to write instead. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
export type SettingSource = 'flag' | 'environment' | 'default'
export type RawSettings = Record<SettingName, { text: string | undefined; source: SettingSource }>

/** The only reader of the environment. Flags win over it. Throws ConfigError for a DATABELT_* nobody knows. */
export function readSettings(
  flags: Record<string, unknown> = {},
  env: NodeJS.ProcessEnv = process.env,
): RawSettings {
  const known = [
    ...Object.values(SETTINGS).map((setting) => setting.env),
    ...Object.values(CLIENT_VARIABLES),
    ...TEST_VARIABLES,
  ]
  for (const name of Object.keys(env)) {
    if (name.startsWith('DATABELT_') && !known.includes(name)) {
      throw new ConfigError(
        `There is no setting ${name}. Did you mean ${closest(name, known)}? See: databelt config`,
      )
    }
  }
  const read = (name: SettingName, setting: Setting) => {
    const flag = flags[name]
    if (flag !== undefined) return { text: String(flag), source: 'flag' as const }
    const text = env[setting.env]
    if (text !== undefined && text !== '') return { text, source: 'environment' as const }
    return { text: setting.fallback, source: 'default' as const }
  }
  const entries = Object.entries(SETTINGS).map(([name, setting]) => [
    name,
    read(name as SettingName, setting),
  ])
  return Object.fromEntries(entries) as RawSettings
}

/** The hub that a command speaks to, and as whom. */
export interface HubAddress {
  url: string
  token: string | undefined
}

/** `hub` wins over the environment. Throws ConfigError for what is no address. */
export function readHubAddress(hub: string | undefined, env: NodeJS.ProcessEnv = process.env): HubAddress {
  const url = hub ?? (env[CLIENT_VARIABLES.hub] || 'http://localhost:7070')
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new ConfigError(`${url} is not the address of a hub, such as https://hub.example.org.`)
  return { url: url.replace(/\/+$/, ''), token: env[CLIENT_VARIABLES.token] || undefined }
}

/** Where commands keep what is the user's own. */
export const configFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'databelt')

/** The known name with the fewest letters to change (Levenshtein distance). */
function closest(name: string, known: string[]): string {
  const distances = known.map((other) => ({ other, distance: editDistance(name, other) }))
  return distances.sort((a, b) => a.distance - b.distance)[0]?.other ?? ''
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
  }
  return row[b.length] ?? 0
}
