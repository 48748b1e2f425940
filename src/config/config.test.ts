import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig } from './config.js'
import { ConfigError, readSettings } from './env.js'
import { SETTINGS } from './settings.js'

const config = (env: Record<string, string> = {}, flags: Record<string, unknown> = {}) =>
  parseConfig(readSettings(flags, env))

test('without any setting the hub has sane ones', () => {
  expect(config()).toMatchObject({
    port: 7070,
    host: 'localhost',
    dataFolder: resolve('databelt-data'),
    publicUrl: undefined,
    databaseUrl: undefined,
    healthPort: undefined,
    trustProxy: false,
    sample: true,
    maintenance: true,
    gcGraceHours: 48,
    limits: {
      regularFileBytes: 10 * 1024 ** 2,
      uploadBytes: 1024 ** 4,
      lfsPartBytes: 1024 ** 3,
      commitOperations: 100_000,
    },
  })
})

test('a flag wins over the environment, the environment over the default', () => {
  const raw = readSettings({ port: 1 }, { DATABELT_PORT: '2', DATABELT_HOST: 'here' })
  expect(raw.port).toEqual({ text: '1', source: 'flag' })
  expect(raw.host).toEqual({ text: 'here', source: 'environment' })
  expect(raw.data).toEqual({ text: 'databelt-data', source: 'default' })
  expect(readSettings({ sample: false }, { DATABELT_SAMPLE: 'true' }).sample.text).toBe('false')
})

test('an empty variable counts as none', () => {
  expect(config({ DATABELT_PORT: '', DATABASE_URL: '' })).toMatchObject({
    port: 7070,
    databaseUrl: undefined,
  })
})

test.each([
  ['DATABELT_PROT', 'DATABELT_PORT'],
  ['DATABELT_DATA_DIR', 'DATABELT_DATA'],
  ['DATABELT_PUBLICURL', 'DATABELT_PUBLIC_URL'],
  ['DATABELT_ADMIN_TOKE', 'DATABELT_ADMIN_TOKEN'],
])('the unknown variable %s is refused, and %s suggested', (name, meant) => {
  expect(() => config({ [name]: 'x' })).toThrow(ConfigError)
  expect(() => config({ [name]: 'x' })).toThrow(`There is no setting ${name}. Did you mean ${meant}?`)
})

test('variables of others are none of our business', () => {
  expect(config({ PORT: 'x', HOME: '/', DATABELTX: '1', databelt_port: '1' }).port).toBe(7070)
})

test.each([
  ['10MiB', 10 * 1024 ** 2],
  ['10MB', 10_000_000],
  ['10M', 10_000_000],
  ['1.5GiB', 1.5 * 1024 ** 3],
  ['2 KiB', 2048],
  ['1kib', 1024],
  ['512', 512],
  ['512B', 512],
  ['1TiB', 1024 ** 4],
  ['0', 0],
])('the size %s is %i bytes', (text, bytes) => {
  expect(config({ DATABELT_REGULAR_FILE_BYTES: text }).limits.regularFileBytes).toBe(bytes)
})

test.each(['', ' ', '-1', '1,5MiB', 'MiB', '10 XiB', '10MiBs', '0x10', '1e3', 'ten'])(
  '%j is no size',
  (text) => {
    if (text === '') return expect(config({ DATABELT_UPLOAD_BYTES: text }).limits.uploadBytes).toBe(1024 ** 4)
    expect(() => config({ DATABELT_UPLOAD_BYTES: text })).toThrow('DATABELT_UPLOAD_BYTES must be a size')
  },
)

test.each([
  ['DATABELT_PORT', '65536', 'a port'],
  ['DATABELT_PORT', '-1', 'a whole number'],
  ['DATABELT_PORT', '80.5', 'a whole number'],
  ['DATABELT_PORT', 'http', 'a whole number'],
  ['DATABELT_SAMPLE', 'maybe', 'true or false'],
  ['DATABELT_LOG_LEVEL', 'loud', 'error, warn, info or debug'],
  ['DATABELT_PUBLIC_URL', 'hub.example.org', 'an address'],
  ['DATABELT_PUBLIC_URL', 'ftp://hub.example.org', 'an address'],
  ['DATABELT_LFS_PART_BYTES', '1000', 'at least 1MiB'],
  ['DATABELT_GC_GRACE_HOURS', 'x', 'a whole number'],
])('%s=%s is refused with the name of the variable', (name, text, what) => {
  expect(() => config({ [name]: text })).toThrow(`${name} must be ${what}`)
})

test.each([
  ['true', true],
  ['TRUE', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['No', false],
])('the switch %s is %s', (text, expected) =>
  expect(config({ DATABELT_TRUST_PROXY: text }).trustProxy).toBe(expected),
)

test('the public address has no slash at its end', () => {
  expect(config({ DATABELT_PUBLIC_URL: 'https://hub.example.org/data//' }).publicUrl).toBe(
    'https://hub.example.org/data',
  )
})

test('secrets have no flag: other users could see them in a list of processes', () => {
  for (const setting of Object.values(SETTINGS))
    if ('secret' in setting) expect(setting).not.toHaveProperty('flag')
  expect(Object.values(SETTINGS).filter((setting) => 'secret' in setting)).toHaveLength(3)
})

test('no two settings share a variable or a flag', () => {
  const all = Object.values(SETTINGS)
  const flags = all.flatMap((setting) => ('flag' in setting ? [setting.flag] : []))
  expect(new Set(all.map((setting) => setting.env)).size).toBe(all.length)
  expect(new Set(flags).size).toBe(flags.length)
})
