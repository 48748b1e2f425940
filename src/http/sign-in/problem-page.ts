import { isHubError } from '../../core/errors.js'
import { escapeHtml } from '../../core/html.js'
import type { Call } from '../route.js'

/** A browser that a provider sent back shows what we answer, so an error is a page for it. Throws what is no HubError. */
export function problemPage({ reply, request }: Call, error: unknown): unknown {
  if (!isHubError(error) || !/\btext\/html\b/.test(request.headers.accept ?? '')) throw error
  void reply.code(error.status).type('text/html; charset=utf-8').headers({
    'x-error-code': error.code,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  })
  if (error.status === 503) reply.header('retry-after', '30')
  return reply.send(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<h1>Not signed in</h1><p>${escapeHtml(error.message)}</p><p><a href="/login">Back to sign-in</a></p></html>`,
  )
}
