import type { IncomingHttpHeaders } from 'node:http'

/** Of this name the app keeps the language that somebody chose in it (web/src/data/kept.ts). */
const CHOSEN = /(?:^|;\s*)databelt-language=([a-z]{2})(?:;|$)/

/** Of the languages that are there, the one that was chosen in the app, else the one that the browser likes best. */
export function languageOf(
  headers: Pick<IncomingHttpHeaders, 'cookie' | 'accept-language'>,
  known: string[],
): string | undefined {
  const chosen = CHOSEN.exec(headers.cookie ?? '')?.[1]
  if (chosen && known.includes(chosen)) return chosen
  const liked = (headers['accept-language'] ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...more] = part.trim().toLowerCase().split(';')
      const q = Number(/^\s*q=([\d.]+)$/.exec(more[0] ?? '')?.[1] ?? 1)
      return { language: tag.split('-')[0] ?? '', q }
    })
    .filter(({ language, q }) => known.includes(language) && q > 0)
    .sort((a, b) => b.q - a.q)
  return liked[0]?.language
}
