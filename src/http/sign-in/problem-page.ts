import { isHubError } from '../../core/errors.js'
import { escapeHtml } from '../../core/html.js'
import { inKorean } from '../../core/korean/korean.js'
import { speak } from '../language.js'
import type { Call } from '../route.js'

const EN = { title: 'Sign in', failed: 'Not signed in', back: 'Back to sign-in' }
const KO: typeof EN = { title: '로그인', failed: '로그인하지 못했습니다', back: '로그인으로 돌아가기' }

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
  const language = speak(request, reply)
  const [words, message] = language === 'ko' ? [KO, inKorean(error)] : [EN, error.message]
  return reply.send(
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${words.title}</title>
<h1>${words.failed}</h1><p>${escapeHtml(message)}</p><p><a href="/login">${words.back}</a></p></html>`,
  )
}
