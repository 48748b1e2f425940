/**
 * What the app's own styles do not say of these two pages. They come first, with the tokens (web/src/design/tokens.css); a hub
 * whose app was not built has these lines alone, and each value of its own after the comma.
 */
export const STYLE = `:root { color-scheme: light dark }
body { margin: 0; font-family: var(--font, system-ui, sans-serif) }
main { max-width: 28rem; margin: 0 auto; padding: var(--space-6, 2.5rem) var(--space-4, 1rem) var(--space-4, 1rem) }
label { display: block; margin: var(--space-4, 1rem) 0 var(--space-1, .25rem) }
input { box-sizing: border-box; width: 100%; min-height: 2.5rem; font: inherit }
main button { margin-top: var(--space-4, 1rem); min-height: 2.5rem }
form > button, #passkey { width: 100% }
#sign-out { border-bottom: 1px solid var(--line, currentColor); margin-bottom: var(--space-5, 1.5rem); padding-bottom: var(--space-5, 1.5rem) }
#sign-out > button { width: auto; margin: 0 var(--space-2, .5rem) 0 0 }
#new-password-hint { margin: var(--space-1, .25rem) 0 0; color: var(--ink-soft, inherit) }
h2 { margin-top: var(--space-5, 1.5rem) }
[hidden] { display: none }
#said { max-width: 28rem; min-height: 1.5rem; margin: 0 auto; padding: 0 var(--space-4, 1rem) var(--space-5, 1.5rem); font-weight: bold }
`
