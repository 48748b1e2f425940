import { hubRoute, type Route } from '../route.js'
import { openApiDocument } from './document.js'

/** GET /api/openapi.json: every address of the table, as OpenAPI 3.1. */
export const openApi = (routes: () => Route[]): Route => {
  let operations: ReturnType<typeof openApiDocument> | undefined
  return hubRoute('GET', '/api/openapi.json', 'hub:read', ({ urls, reply }) => {
    operations ??= openApiDocument(routes())
    return reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ ...operations, servers: [{ url: urls.base }] }))
  })
}
