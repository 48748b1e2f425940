import { PROFILE_TERMS } from '../codecs/odrl.js'
import { PURPOSES } from '../core/terms.js'
import { hubRoute, type Route } from './route.js'

/** GET /ns/policy: what the words mean that terms of use add to ODRL. */
export const policyPage = (): Route =>
  hubRoute('GET', '/ns/policy', 'hub:read', ({ reply }) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(PAGE),
  )

const entry = ([name, meaning]: [string, string]): string =>
  `<dt id="${name}">${name}</dt><dd>${meaning}</dd>`
const purposes = PURPOSES.map((name): [string, string] => [`purpose-${name}`, `Purpose: ${name}.`])
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Terms of use: ODRL profile</title>
<h1>Terms of use: ODRL profile</h1>
<p>Policies of this hub are ODRL 2.2 sets. Where rules disagree, the prohibition wins; a term that is not known denies.
Besides the words of ODRL they use these:</p>
<dl>
${[...Object.entries(PROFILE_TERMS), ...purposes].map(entry).join('\n')}
</dl>
</html>
`
