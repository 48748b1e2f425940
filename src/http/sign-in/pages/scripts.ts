/** What both pages need: call the hub, say what it answers. Pages hold no script themselves, so the policy forbids all others. */
const COMMON = `'use strict'
const $ = (id) => document.getElementById(id)
const say = (text) => { $('said').textContent = text }
async function ask(method, path, body) {
  say('')
  const answer = await fetch(path, { method, credentials: 'same-origin', ...(body && { body: JSON.stringify(body) }) })
    .catch((error) => ({ ok: false, headers: new Headers(), json: async () => ({ error: error.message }) }))
  const json = await answer.json().catch(() => ({}))
  if (!answer.ok) say(json.error || String(answer.status))
  return { ok: answer.ok, code: answer.headers.get('x-error-code'), json }
}
const onSubmit = (id, work) => $(id)?.addEventListener('submit', (event) => { event.preventDefault(); void work() })
`

export const LOGIN_SCRIPT = `${COMMON}
let link
const title = [$('title').textContent, document.title]
function show(isLink) {
  $('link').hidden = !isLink
  $('sign-in').hidden = isLink
  const text = document.body.dataset.setPassword
  $('title').textContent = isLink ? text : title[0]
  document.title = isLink ? text + ' · Databelt' : title[1]
  $(isLink ? 'new-password' : 'user').focus()
}
function readLink() {
  link = /^#link=([\\w-]+)$/.exec(location.hash)?.[1]
  if (!link) return
  // the secret must not stay in the address bar or its history
  history.replaceState(null, '', location.pathname)
  say('')
  show(true)
}
readLink()
// the link was opened where the page was open already
addEventListener('hashchange', readLink)
onSubmit('sign-in', async () => {
  const code = $('code').value
  const body = { user: $('user').value, password: $('password').value, ...(code && { code }) }
  const { ok, code: error } = await ask('POST', '/api/sign-in', body)
  if (ok) location.assign(document.body.dataset.next)
  else if (error === 'SecondFactorNeeded' || error === 'WrongCode') { $('second').hidden = false; $('code').value = ''; $('code').focus() }
  else { $('password').value = ''; $('password').focus() }
})
onSubmit('link', async () => {
  const { ok, json } = await ask('POST', '/api/account-links/' + link, { password: $('new-password').value })
  if (!ok) return
  show(false)
  say(document.body.dataset.passwordSet.replace('{user}', json.user))
  $('user').value = json.user
  $('password').focus()
})
onSubmit('sign-out', async () => { if ((await ask('POST', '/api/sign-out')).ok) location.reload() })
`

export const DEVICE_SCRIPT = `${COMMON}
const loginPath = () => '/login?next=' + encodeURIComponent('/device?user_code=' + encodeURIComponent($('device-code').value))
const toLogin = () => location.assign(loginPath())
onSubmit('device', async () => {
  const { ok, code, json } = await ask('GET', '/api/device/' + encodeURIComponent($('device-code').value))
  if (code === 'NotSignedIn') return toLogin()
  $('decide').hidden = !ok
  if (!ok) return
  $('client').textContent = json.client
  $('address').textContent = json.address
  $('deny').focus()
})
const decide = (allow) => async () => {
  const { ok, code } = await ask('POST', '/api/device', { code: $('device-code').value, allow })
  if (code === 'NotSignedIn' || code === 'FreshSignInNeeded') return toLogin()
  // a link and no redirect: whoever has no second factor yet would go round without hearing why
  $('again').hidden = code !== 'StrongSignInNeeded'
  $('to-login').href = loginPath()
  if (!ok) return
  $('device').hidden = $('decide').hidden = true
  say(document.body.dataset[allow ? 'allowed' : 'denied'])
}
$('allow')?.addEventListener('click', () => void decide(true)())
$('deny')?.addEventListener('click', () => void decide(false)())
`
