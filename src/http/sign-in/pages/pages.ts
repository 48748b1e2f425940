import { safeNext } from '../../../core/next-path.js'
import { type Call, hubRoute, type Route } from '../../route.js'
import { themeOf } from '../../theme.js'
import { waysOf } from '../ways.js'
import { deviceBody } from './device.js'
import { Html, html } from './html.js'
import { loginBody } from './login.js'
import { DEVICE_SCRIPT, LOGIN_SCRIPT } from './scripts.js'
import { STYLE } from './style.js'
import { wordsFor } from './words.js'

/** Scripts and styles of our own files only, and no other page may hold ours in a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The two pages that people need before the web app is here; they work by keyboard. */
export const signInPages = (): Route[] => [
  hubRoute('GET', '/login', 'hub:read', async (call) => {
    const { principal, query } = call
    const { language, words } = wordsFor(call.request.headers)
    const next = safeNext(query.get('next'))
    const name = principal.kind === 'user' ? principal.name : undefined
    const isSignUpOpen = call.http.site !== undefined && call.services.signIn.isSignUpOpen
    const body = loginBody({ words, next, name, ways: await waysOf(call), isSignUpOpen })
    const data = { next, 'set-password': words.setPassword, 'password-set': words.passwordSet }
    return page(call, { language, title: words.signIn, script: '/login/page.js', data, words, body })
  }),
  hubRoute('GET', '/device', 'hub:read', (call) => {
    const { language, words } = wordsFor(call.request.headers)
    const userCode = (call.query.get('user_code') ?? '').slice(0, 32)
    if (call.principal.kind !== 'user') {
      const next = `/device${userCode ? `?user_code=${encodeURIComponent(userCode)}` : ''}`
      return call.reply.redirect(`/login?next=${encodeURIComponent(next)}`, 303)
    }
    const data = { allowed: words.allowed, denied: words.denied }
    const body = deviceBody(words, userCode)
    return page(call, { language, title: words.deviceTitle, script: '/device/page.js', data, words, body })
  }),
  asset('/login/page.js', 'text/javascript; charset=utf-8', LOGIN_SCRIPT),
  asset('/login/page.css', 'text/css; charset=utf-8', STYLE),
  asset('/device/page.js', 'text/javascript; charset=utf-8', DEVICE_SCRIPT),
]

const asset = (path: string, type: string, text: string): Route =>
  hubRoute('GET', path, 'hub:read', ({ reply }) =>
    reply.type(type).header('cache-control', 'no-cache').send(text),
  )

/** The app's colours, type and spaces, from the page that the build wrote. */
const appStyles = (page: string): Html[] =>
  [...page.matchAll(/<link rel="stylesheet"[^>]* href="([^"]+)"/g)].map(
    ([, href = '']) => html`<link rel="stylesheet" href="${href}">`,
  )

interface Page {
  language: string
  title: string
  script: string
  /** For the script. */
  data: Record<string, string>
  words: { needsScript: string }
  body: Html
}

function page({ reply, request, http }: Call, { language, title, script, data, words, body }: Page) {
  const attributes = Object.entries(data).map(([name, value]) => html` data-${name}="${value}"`)
  const text = html`<!doctype html>
<html lang="${language}"${new Html(themeOf(request))}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title} · Databelt</title>
${appStyles(http.site?.page ?? '')}
<link rel="stylesheet" href="/login/page.css">
<script src="${script}" defer></script>
</head>
<body${attributes}>
<header class="header"><a class="brand" href="/">Databelt</a></header>
${body}
<p id="said" role="alert" aria-live="assertive"></p>
<noscript>${words.needsScript}</noscript>
</body>
</html>
`
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      vary: 'Accept-Language, Cookie',
    })
    .send(text.text)
}
