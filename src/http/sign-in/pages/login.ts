import { SHORTEST } from '../../../core/password-rules.js'
import type { Way } from '../ways.js'
import { type Html, html } from './html.js'
import type { wordsFor } from './words.js'

type Words = ReturnType<typeof wordsFor>['words']
export interface LoginPage {
  words: Words
  /** A path of our own. */
  next: string
  /** Who is signed in. */
  name: string | undefined
  ways: Way[]
  /** People may make accounts themselves, by a form of the app. */
  isSignUpOpen: boolean
}

/** The form for a password, other ways, and (by `#link=SECRET`) the form that sets a password. */
export const loginBody = ({ words, next, name, ways, isSignUpOpen }: LoginPage): Html => html`
<main>
<h1 id="title">${words.signIn}</h1>
${name === undefined ? [] : [signedIn(words, name, next)]}
<form id="sign-in">
<label for="user">${words.user}</label>
<input id="user" autocomplete="username webauthn" autocapitalize="none" spellcheck="false" required maxlength="320">
<label for="password">${words.password}</label>
<input id="password" type="password" autocomplete="current-password" required maxlength="1024">
<div id="second" hidden>
<label for="code">${words.code}</label>
<input id="code" autocomplete="one-time-code" maxlength="64">
</div>
<button type="submit" class="main">${words.signIn}</button>
</form>
<form id="link" hidden>
<label for="new-password">${words.newPassword}</label>
<input id="new-password" type="password" autocomplete="new-password" required minlength="${String(SHORTEST)}" maxlength="256" aria-describedby="new-password-hint">
<p id="new-password-hint">${words.newPasswordHint(SHORTEST)}</p>
<button type="submit" class="main">${words.setPassword}</button>
</form>
<button id="passkey" type="button" hidden>${words.passkey}</button>
${isSignUpOpen ? html`<p><a href="/sign-up?next=${encodeURIComponent(next)}">${words.signUp}</a></p>` : []}
${otherWays(words, ways, next)}
</main>
<script src="/login/webauthn.js" defer></script>
<script src="/login/passkey.js" defer></script>`

const signedIn = (words: Words, name: string, next: string): Html => html`
<form id="sign-out">
<p>${words.signedInAs} <strong>${name}</strong>. <a href="${next}">${words.goOn}</a></p>
<button type="submit">${words.signOut}</button>
<button id="add-passkey" type="button" hidden data-done="${words.passkeyAdded}">${words.addPasskey}</button>
</form>`

function otherWays(words: Words, ways: Way[], next: string): Html[] {
  const links = ways.filter(({ url }) => url !== undefined)
  if (links.length === 0) return []
  const items = links.map(({ name, url = '' }) => {
    const to = `${url}${url.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
    return html`<li><a href="${to}">${name}</a></li>`
  })
  return [html`<h2>${words.otherWays}</h2><ul>${items}</ul>`]
}
