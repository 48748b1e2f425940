import { expect, test } from 'vitest'
import { attributeValue, plainText } from './person.js'
import {
  claimAt,
  hadSecondFactor,
  isInDomains,
  type ProviderSettings,
  userNames,
  verifiedEmail,
} from './provider.js'
import { checkNamespace } from './repo-id.js'

const first = (claims: Record<string, unknown>) => userNames(claims).next().value

test.each([
  ['minji', 'minji'],
  ['Kim Min-ji', 'Kim-Min-ji'],
  ['minji@example.org', 'minji'],
  ['김민지', 'person'],
  ['../../etc', 'etc'],
  ['--a--b--', 'a-b'],
  ['x'.repeat(500), 'x'.repeat(40)],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  [42, 'person'],
])('the name %j becomes %s, which is legal', (asked, name) => {
  expect(first({ preferred_username: asked })).toBe(name)
  for (const each of userNames({ preferred_username: asked })) expect(checkNamespace(each)).toBe(each)
})

test('claims are found by their own name first, and nothing is inherited', () => {
  expect(claimAt({ address: { country: 'KR' } }, 'address.country')).toBe('KR')
  expect(claimAt({ 'https://x.org/country': 'KR' }, 'https://x.org/country')).toBe('KR')
  expect(claimAt({ 'address.country': 'JP', address: { country: 'KR' } }, 'address.country')).toBe('JP')
  for (const name of ['constructor', '__proto__.x', 'address.country.x', 'toString.name'])
    expect(claimAt({ address: { country: 'KR' } }, name)).toBeUndefined()
})

test('only an address that was checked counts, at exactly the domain', () => {
  expect(verifiedEmail({ email: 'a@b.kr', email_verified: true })).toBe('a@b.kr')
  for (const email_verified of [false, 'true', 1, undefined])
    expect(verifiedEmail({ email: 'a@b.kr', email_verified })).toBeUndefined()
  expect(verifiedEmail({ email: 'a@b.kr@c.kr', email_verified: true })).toBeUndefined()
  expect(isInDomains('a@B.kr', ['b.kr'])).toBe(true)
  expect(isInDomains('a@sub.b.kr', ['b.kr'])).toBe(false)
  expect(isInDomains('a@notb.kr', ['b.kr'])).toBe(false)
})

test('a second factor is believed of whom it should be', () => {
  const trusted = { isTrustedForSecondFactor: true, acrValues: ['high'] } as unknown as ProviderSettings
  expect(hadSecondFactor(trusted, { amr: ['pwd', 'mfa'] })).toBe(true)
  expect(hadSecondFactor(trusted, { acr: 'high' })).toBe(true)
  expect(hadSecondFactor(trusted, { amr: ['pwd'], acr: 'low' })).toBe(false)
  expect(hadSecondFactor(trusted, { amr: 'mfa' })).toBe(false)
  expect(hadSecondFactor({ ...trusted, isTrustedForSecondFactor: false }, { amr: ['mfa'] })).toBe(false)
})

test('countries are those of ISO 3166, and text is one line', () => {
  expect(attributeValue('country', ' kr ')).toBe('KR')
  for (const value of ['XX', 'EU', 'KOR', '', 'Korea', 82])
    expect(attributeValue('country', value)).toBeUndefined()
  expect(attributeValue('affiliation', 'A\n\u202eB\u0000 C')).toBe('A B C')
  expect(plainText('한글'.repeat(300), 3)).toBe('한글한')
  expect(plainText(' \n ', 3)).toBeUndefined()
})
