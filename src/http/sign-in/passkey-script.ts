import { readFileSync } from 'node:fs'
import { hubRoute, type Route } from '../route.js'

/** Beside the sources as well as beside what was compiled from them. */
const LIBRARY = readFileSync(new URL('../../../assets/simplewebauthn-browser.min.js', import.meta.url))

/** Shows the buttons of the sign-in page where the browser knows passkeys. The page holds no script itself. */
const SCRIPT = `'use strict'
;(() => {
  const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser
  const said = document.getElementById('said')
  async function ask(path, body) {
    const init = { method: 'POST', credentials: 'same-origin', body: JSON.stringify(body ?? {}) }
    const answer = await fetch(path, init)
    const json = await answer.json().catch(() => ({}))
    if (!answer.ok) throw new Error(json.error || String(answer.status))
    return json
  }
  async function signIn() {
    const optionsJSON = await ask('/api/sign-in/passkey/options')
    await ask('/api/sign-in/passkey', await startAuthentication({ optionsJSON }))
    location.assign(document.body.dataset.next)
  }
  async function add(button) {
    const optionsJSON = await ask('/api/settings/passkeys/options')
    const response = await startRegistration({ optionsJSON })
    const made = await ask('/api/settings/passkeys', { name: navigator.platform || 'Passkey', response })
    said.textContent = button.dataset.done + ' ' + made.name
  }
  function show(id, work) {
    const button = document.getElementById(id)
    if (!button) return
    button.hidden = false
    button.addEventListener('click', async () => {
      said.textContent = ''
      button.disabled = true
      await work(button).catch((error) => { said.textContent = error.message })
      button.disabled = false
    })
  }
  if (!browserSupportsWebAuthn()) return
  show('passkey', signIn)
  show('add-passkey', add)
})()
`

/** The two files of the sign-in page that are about passkeys. */
export const passkeyScripts = (): Route[] => [
  file('/login/webauthn.js', LIBRARY),
  file('/login/passkey.js', Buffer.from(SCRIPT)),
]

const file = (path: string, content: Buffer): Route =>
  hubRoute('GET', path, 'hub:read', ({ reply }) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(content),
  )
