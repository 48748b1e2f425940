/**
 * Which names nobody gets. Names that look alike are one name: whoever reads `my-lab` in a command does not see that it
 * was `my_lab`.
 */

/** Words that addresses of the hub begin with, now or soon; a namespace of that name would hide a route. */
const HUB_WORDS = new Set(
  `.well-known account accounts api app apps assets audit auth avatars buckets collections connect croissant datasets
  discussions docs downloads events favicon.ico filter first-rows foaf git health healthz help info invitations is-valid
  kernels lfs login logout manifest.json metrics models new notifications oauth orgs organization organizations papers
  parquet privacy readyz register resolve robots.txt rows saml search security.txt sessions settings share signin signup
  sitemap.xml size spaces splits sql static statistics telemetry terms tokens transfers twins user users verify viewer
  ns webauthn webhooks xet admin-area api-docs device join password reset resolve-cache sign-in sign-up
  llms.txt mcp`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Of these, the words that addresses of the hub begin with today: below them is no repo, whatever it is called. */
const ROUTE_WORDS = new Set(
  `.well-known admin-area api assets buckets collections datasets device healthz kernels login metrics models ns oauth organizations papers
  readyz resolve search settings spaces viewer xet
  api-docs llms.txt mcp sql`.split(/\s+/),
)
export const isRouteWord = (segment: string): boolean => ROUTE_WORDS.has(segment.toLowerCase())

/** Words of authority, of git and of other hubs: who has one is taken for somebody else. */
const WORDS_OF_TRUST = [
  ...['admin', 'administrator', 'root', 'support', 'system', 'security', 'abuse', 'postmaster', 'hostmaster'],
  ...['webmaster', 'moderator', 'official', 'databelt', 'huggingface', 'anonymous', 'null'],
  ...[
    'undefined',
    'none',
    'self',
    'me',
    'everyone',
    'all',
    'public',
    'private',
    'head',
    'refs',
    'main',
    'git',
  ],
]

/** Whether the hub uses the word itself, or may: nobody gets it as a name from now on. */
export const isReserved = (name: string): boolean => HUB_WORDS.has(name.toLowerCase())

/** Two names of one folding are not told apart: case, width, and which of - _ . parts the words. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[-_.]+/g, '-')

/** So short a word is read letter by letter. */
const SHORT = 4

/** What a hurried reader may see: letters that are taken for each other, or words without the signs between them. */
const looksOf = (name: string): string[] => {
  const folded = foldName(name)
  const letters = folded
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/[1i|]/g, 'l')
    .replace(/0/g, 'o')
    .replace(/5/g, 's')
    .replace(/3/g, 'e')
    .replace(/4/g, 'a')
  const joined = `joined ${folded.replace(/-/g, '')}`
  return folded.length < SHORT ? [joined] : [`letters ${letters}`, joined]
}

const TRUSTED = new Set(WORDS_OF_TRUST.flatMap(looksOf))

/** Why nobody may have this name; undefined: it is free of such reasons. Administrators may call themselves `admin`. */
export function reasonAgainst(name: string, { isAdmin = false } = {}): string | undefined {
  if (isReserved(name)) return 'the hub uses it itself'
  if (!isAdmin && looksOf(name).some((look) => TRUSTED.has(look)))
    return 'it could be taken for somebody in charge'
  return undefined
}
