import { type Html, html } from './html.js'
import type { wordsFor } from './words.js'

type Words = ReturnType<typeof wordsFor>['words']

/** Where a person types the code that a program shows, sees which program it is, and decides. */
export const deviceBody = (words: Words, userCode: string): Html => html`
<main>
<h1>${words.deviceTitle}</h1>
<form id="device">
<label for="device-code">${words.deviceCode}</label>
<input id="device-code" value="${userCode}" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="32">
<button type="submit" class="main">${words.look}</button>
</form>
<section id="decide" hidden>
<p>${words.asks} <strong id="client"></strong>, ${words.from} <strong id="address"></strong></p>
<p>${words.warning}</p>
<button id="allow" type="button">${words.allow}</button>
<button id="deny" type="button">${words.deny}</button>
</section>
<p id="again" hidden><a id="to-login" href="/login">${words.signInAgain}</a></p>
</main>`
