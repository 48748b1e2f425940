import type { Language } from '../../core/language.js'
import { speak } from '../language.js'
import { hubRoute, type Route } from '../route.js'
import { openApiDocument } from './document.js'
import { SPOKEN } from './spoken.js'

/** GET /api/openapi.json: every address of the table, as OpenAPI 3.1, in the language of whoever asks. */
export const openApi = (routes: () => Route[]): Route => {
  const known: Partial<Record<Language, ReturnType<typeof openApiDocument>>> = {}
  return hubRoute('GET', '/api/openapi.json', 'hub:read', ({ urls, request, reply }) => {
    const language = speak(request, reply)
    known[language] ??= openApiDocument(routes(), SPOKEN[language])
    return reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ ...known[language], servers: [{ url: urls.base }] }))
  })
}
