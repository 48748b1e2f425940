import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../core/language.js'

/** Of this name the app keeps the language that somebody chose in it (web/src/data/kept.ts). */
const CHOSEN = /(?:^|;\s*)databelt-language=([a-z]{2})(?:;|$)/

type Wishes = Pick<IncomingHttpHeaders, 'cookie' | 'accept-language'>

/**
 * Of the languages that are there, the one that was chosen in the app, else the one that the browser likes best. Who takes
 * any (`*`) is spoken to in English.
 */
export function languageOf(headers: Wishes, known: string[]): string | undefined {
  const chosen = CHOSEN.exec(headers.cookie ?? '')?.[1]
  if (chosen && known.includes(chosen)) return chosen
  const liked = (headers['accept-language'] ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...more] = part.trim().toLowerCase().split(';')
      // what is no weight counts for nothing
      const q = more.length === 0 ? 1 : Number(/^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(more[0] ?? '')?.[1] ?? 0)
      return { language: tag === '*' ? 'en' : (tag.split('-')[0] ?? ''), q }
    })
    .filter(({ language, q }) => known.includes(language) && q > 0)
    .sort((a, b) => b.q - a.q)
  return liked[0]?.language
}

/** What the hub's own sentences are said in: English to every program that does not ask for Korean. */
export const spokenTo = (headers: Wishes): Language =>
  languageOf(headers, ['en', 'ko']) === 'ko' ? 'ko' : 'en'

/** Which language an answer is in, and that it would be another one for others. What it varied by before stays. */
export function speak(request: FastifyRequest, reply: FastifyReply): Language {
  const language = spokenTo(request.headers)
  const varies = String(reply.getHeader('vary') ?? '').split(/\s*,\s*/)
  const all = new Map([...varies, 'Accept-Language', 'Cookie'].map((name) => [name.toLowerCase(), name]))
  all.delete('')
  reply.header('vary', all.has('*') ? '*' : [...all.values()].join(', '))
  if (language !== 'en') reply.header('content-language', language)
  return language
}
