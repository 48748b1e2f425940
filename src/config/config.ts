import { resolve } from 'node:path'
import { isCountry } from '../core/countries.js'
import type { ProviderSettings } from '../core/provider.js'
import type { QuotaDefaults } from '../core/quota.js'
import { parseRates, type Rates } from '../core/rate.js'
import { ConfigError, type RawSettings } from './env.js'
import { readProviders } from './providers.js'
import { SETTINGS, type SettingName } from './settings.js'

/** Settings as the hub uses them. */
export interface HubConfig {
  port: number
  host: string
  dataFolder: string
  publicUrl: string | undefined
  databaseUrl: string | undefined
  databaseConnections: number
  adminToken: string | undefined
  country: string | undefined
  healthPort: number | undefined
  trustProxy: boolean
  logLevel: string
  sample: boolean
  minFreeBytes: number
  gcGraceHours: number
  xorbGraceDays: number
  maintenance: boolean
  notify: boolean
  egressAllow: string[]
  mail: { url: string; from: string } | undefined
  buildTables: boolean
  tableCacheBytes: number
  signIn: { adminSecondFactor: boolean; isSignUpOpen: boolean; badTokensAMinute: number }
  /** Of OpenID Connect. */
  providers: ProviderSettings[]
  sandbox: { memoryBytes: number; spare: number; most: number }
  limits: {
    regularFileBytes: number
    commitOperations: number
    uploadBytes: number
    lfsPartBytes: number
    packBytes: number
    minFreeBytes: number
  }
  quotas: QuotaDefaults
  rates: { anonymous: Rates; users: Rates }
  sql: {
    seconds: number
    rows: number
    bytes: number
    tempBytes: number
    queries: number
    queriesEach: number
  }
}

/** Settings as values of their kinds. Each throws ConfigError with the variable's name. */
function readersOf(raw: RawSettings) {
  const text = (name: SettingName) => raw[name].text
  const wrong = (name: SettingName, what: string) =>
    new ConfigError(`${SETTINGS[name].env} must be ${what}, not "${text(name)}".`)
  const count = (name: SettingName): number => {
    const value = Number(text(name))
    if (!Number.isSafeInteger(value) || value < 0) throw wrong(name, 'a whole number')
    return value
  }
  const bytes = (name: SettingName): number => {
    const value = parseBytes(text(name) ?? '')
    if (value === undefined) throw wrong(name, 'a size such as 10MiB')
    return value
  }
  const rates = (name: SettingName): Rates => {
    const found = parseRates(text(name) ?? '')
    if (!found) throw wrong(name, 'three numbers such as 3000/30000/1000, for api/resolvers/pages, or 0')
    return found
  }
  const isOn = (name: SettingName): boolean => {
    const value = (text(name) ?? '').toLowerCase()
    if (!['true', 'false', '1', '0', 'yes', 'no'].includes(value)) throw wrong(name, 'true or false')
    return ['true', '1', 'yes'].includes(value)
  }
  return { text, wrong, count, bytes, rates, isOn }
}

/** Throws ConfigError with the variable's name. */
export function parseConfig(raw: RawSettings): HubConfig {
  const { text, wrong, count, bytes, rates, isOn } = readersOf(raw)
  if (!['error', 'warn', 'info', 'debug', 'silent'].includes(text('logLevel') ?? ''))
    throw wrong('logLevel', 'error, warn, info or debug')
  if (text('country') !== undefined && !isCountry(text('country')))
    throw wrong('country', 'a country by its two letters, such as KR')
  if (count('port') > 65535) throw wrong('port', 'a port, at most 65535')
  if (bytes('lfsPartBytes') < 1024 * 1024) throw wrong('lfsPartBytes', 'at least 1MiB')
  return {
    port: count('port'),
    host: text('host') ?? '',
    dataFolder: resolve(text('data') ?? ''),
    publicUrl: publicUrl(text('publicUrl'), () =>
      wrong('publicUrl', 'an address such as https://hub.example.org'),
    ),
    databaseUrl: text('databaseUrl'),
    databaseConnections: count('databaseConnections'),
    adminToken: text('adminToken'),
    country: text('country'),
    healthPort: text('healthPort') === undefined ? undefined : count('healthPort'),
    trustProxy: isOn('trustProxy'),
    logLevel: text('logLevel') ?? '',
    sample: isOn('sample'),
    minFreeBytes: bytes('minFreeBytes'),
    gcGraceHours: count('gcGraceHours'),
    xorbGraceDays: count('xorbGraceDays'),
    maintenance: isOn('maintenance'),
    notify: isOn('notify'),
    egressAllow: listOf(text('egressAllow')),
    mail: mailOf(text('smtpUrl'), text('mailFrom'), wrong),
    buildTables: isOn('buildTables'),
    tableCacheBytes: bytes('tableCacheBytes'),
    signIn: {
      adminSecondFactor: isOn('adminSecondFactor'),
      isSignUpOpen: isOn('signUp'),
      badTokensAMinute: count('badTokens'),
    },
    providers: text('oidcFile') === undefined ? [] : readProviders(resolve(text('oidcFile') ?? '')),
    sandbox: {
      memoryBytes: bytes('sandboxMemory'),
      spare: count('spareSandboxes'),
      most: count('sandboxes'),
    },
    limits: {
      regularFileBytes: bytes('regularFileBytes'),
      commitOperations: count('commitOperations'),
      uploadBytes: bytes('uploadBytes'),
      lfsPartBytes: bytes('lfsPartBytes'),
      packBytes: bytes('packBytes'),
      minFreeBytes: bytes('minFreeBytes'),
    },
    quotas: {
      userStorage: bytes('userStorage'),
      orgStorage: bytes('orgStorage'),
      repoStorage: bytes('repoStorage'),
      repoFiles: count('repoFiles'),
      egressDay: bytes('egressDay'),
      egressMonth: bytes('egressMonth'),
      sqlFreeMs: count('sqlFreeSeconds') * 1000,
    },
    rates: { anonymous: rates('rateAnonymous'), users: rates('rateUsers') },
    sql: {
      seconds: count('sqlSeconds'),
      rows: count('sqlRows'),
      bytes: bytes('sqlBytes'),
      tempBytes: bytes('sqlTempBytes'),
      queries: count('sqlQueries'),
      queriesEach: count('sqlQueriesEach'),
    },
  }
}

const listOf = (text = ''): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

function mailOf(
  url: string | undefined,
  from: string | undefined,
  wrong: (name: SettingName, what: string) => Error,
): { url: string; from: string } | undefined {
  if (url === undefined) return undefined
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol))
    // the address holds a password, so it is not repeated
    throw new ConfigError(`${SETTINGS.smtpUrl.env} must be an address such as smtp://user:password@host:587.`)
  if (!from || !/@/.test(from) || /[\r\n]/.test(from))
    throw wrong('mailFrom', 'a sender such as Databelt <hub@example.org>')
  return { url, from }
}

/** A size such as 10MiB; undefined for what is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]i?)?B?$/i.exec(text)
  if (!match) return undefined
  const unit = (match[2] ?? '').toUpperCase()
  const base = unit.endsWith('I') || unit === '' ? 1024 : 1000
  return Math.round(Number(match[1]) * base ** ' KMGT'.indexOf(unit[0] ?? ' '))
}

function publicUrl(text: string | undefined, wrong: () => Error): string | undefined {
  if (text === undefined) return undefined
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw wrong()
  return text.replace(/\/+$/, '')
}
