import type { FastifyReply, FastifyRequest } from 'fastify'
import { expect, test } from 'vitest'
import { speak, spokenTo } from './language.js'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['ko', 'ko'],
  ['ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7', 'ko'],
  ['KO-kr', 'ko'],
  ['en-US,en;q=0.9,ko;q=0.8', 'en'],
  ['en;q=0.3, ko;q=0.9', 'ko'],
  ['ko;q=0, en;q=0.1', 'en'],
  ['ko;q=0', 'en'],
  ['*, ko;q=0.5', 'en'],
  ['ko, *;q=0.5', 'ko'],
  ['fr-FR, fr;q=0.9', 'en'],
  ['fr, ko;q=0.5', 'ko'],
  ['kok', 'en'],
  ['ko;q=many', 'en'],
  [`${'x,'.repeat(100_000)}ko`, 'en'],
])('Accept-Language %j is spoken to in %s', (header, language) => {
  expect(spokenTo({ ...(header !== undefined && { 'accept-language': header }) })).toBe(language)
})

test('what was chosen in the app counts more than what the browser likes', () => {
  const likes = { 'accept-language': 'ko' }
  expect(spokenTo({ ...likes, cookie: 'a=b; databelt-language=en' })).toBe('en')
  expect(spokenTo({ 'accept-language': 'en', cookie: 'databelt-language=ko' })).toBe('ko')
  expect(spokenTo({ ...likes, cookie: 'databelt-language=xx' })).toBe('ko')
})

const said = (before: string | undefined, accept: string) => {
  const headers = new Map(before === undefined ? [] : [['vary', before]])
  const reply = {
    getHeader: (name: string) => headers.get(name),
    header: (name: string, value: string) => headers.set(name, value),
  }
  speak({ headers: { 'accept-language': accept } } as FastifyRequest, reply as unknown as FastifyReply)
  return Object.fromEntries(headers)
}
test('an answer says its language, and what else it varies by stays', () => {
  expect(said(undefined, 'ko')).toEqual({ vary: 'Accept-Language, Cookie', 'content-language': 'ko' })
  expect(said('Accept, cookie', 'en')).toEqual({ vary: 'Accept, Cookie, Accept-Language' })
})
