import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from './env.js'
import { readProviders } from './providers.js'

const folder = mkdtempSync(join(tmpdir(), 'databelt-providers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const PROVIDER = { name: 'office', issuer: 'https://login.example.org', clientId: 'hub' }
const read = (content: unknown) => {
  const path = join(folder, 'providers.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readProviders(path)
}

test('what is not given has sane values', () => {
  expect(read([PROVIDER])).toEqual([
    {
      ...PROVIDER,
      label: 'office',
      clientSecret: undefined,
      scopes: ['openid', 'profile', 'email'],
      allowedDomains: undefined,
      createUsers: false,
      claims: { country: undefined, affiliation: undefined },
      isTrustedForSecondFactor: false,
      acrValues: [],
    },
  ])
})

test('a secret is read from a file beside this one', () => {
  writeFileSync(join(folder, 'secret'), 'of forty letters\n')
  expect(read([{ ...PROVIDER, clientSecretFile: 'secret' }])[0]?.clientSecret).toBe('of forty letters')
})

test.each<[unknown, RegExp]>([
  ['[{"clientSecret": "hush"', /is not JSON/],
  [{ name: 'office' }, /expected array/],
  [[{ ...PROVIDER, name: 'The Office' }], /provider 1, name: must be/],
  [[PROVIDER, { ...PROVIDER, issuer: 'http://login.example.org' }], /provider 2, issuer: must be an https/],
  [[{ ...PROVIDER, issuer: 'https://login.example.org/?x' }], /issuer/],
  [[{ ...PROVIDER, issuer: 'login.example.org' }], /issuer/],
  [[PROVIDER, PROVIDER], /two providers are called "office"/],
  [[{ ...PROVIDER, clientId: undefined }], /clientId/],
  [[{ ...PROVIDER, createUser: true }], /createUser/],
  [[{ ...PROVIDER, clientSecret: 'hush', clientSecretFile: 'x' }], /both clientSecret and/],
  [[{ ...PROVIDER, clientSecretFile: 'nowhere' }], /clientSecretFile of "office" cannot be read/],
  [[{ ...PROVIDER, allowedDomains: [] }], /allowedDomains/],
])('what is wrong is said, without a secret: %j', (content, why) => {
  const attempt = () => read(content)
  expect(attempt).toThrow(ConfigError)
  expect(attempt).toThrow(why)
  expect(attempt).not.toThrow(/hush/)
})

test('a file that is not there is named', () => {
  expect(() => readProviders(join(folder, 'none.json'))).toThrow(/DATABELT_OIDC_FILE cannot be read/)
})
