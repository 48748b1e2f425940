/** A provider of OpenID Connect, as the operator describes it in the file of DATABELT_OIDC_FILE. */
export interface ProviderSettings {
  /** In addresses. */
  name: string
  /** On the button. */
  label: string
  issuer: string
  clientId: string
  clientSecret: string | undefined
  scopes: string[]
  /** Of e-mail addresses that may sign in; undefined: all. */
  allowedDomains: string[] | undefined
  /** Whoever is new gets an account. */
  createUsers: boolean
  /** Which of the provider's claims say what the hub knows of a person. */
  claims: { country: string | undefined; affiliation: string | undefined }
  /** Believe it when it says that there was a second factor: `mfa` in `amr`, or an `acr` of `acrValues`. */
  isTrustedForSecondFactor: boolean
  acrValues: string[]
}

type Claims = Record<string, unknown>

/** A claim by its name; `a.b` is also the member b of the object a. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  const [first = '', rest] = name.split(/\.(.*)/s)
  const inner = Object.hasOwn(claims, first) ? claims[first] : undefined
  if (rest === undefined || typeof inner !== 'object' || inner === null) return undefined
  return claimAt(inner as Claims, rest)
}

/** Whether a provider that is trusted with it says that there were two factors (RFC 8176). */
export function hadSecondFactor(provider: ProviderSettings, { amr, acr }: Claims): boolean {
  if (!provider.isTrustedForSecondFactor) return false
  const isAcr = typeof acr === 'string' && provider.acrValues.includes(acr)
  return isAcr || (Array.isArray(amr) && amr.includes('mfa'))
}

/** The address that the provider has checked itself. */
export function verifiedEmail({ email, email_verified }: Claims): string | undefined {
  const isEmail = typeof email === 'string' && email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email)
  return isEmail && email_verified === true ? email : undefined
}

/** Whether an address belongs to one of the domains: to exactly that one, and not to one below it. */
export const isInDomains = (email: string, domains: string[]): boolean =>
  domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase())

/** Names for a new user, the first that is free to be taken; all of them are legal. */
export function* userNames(claims: Claims): Generator<string> {
  const asked = [claims.preferred_username, claims.nickname, claims.given_name]
  const names = asked.map(legalName).filter((name) => name !== '')
  const base = names[0] ?? 'person'
  yield base
  for (let n = 2; n < 50; n++) yield `${base}-${n}`
}

const MOST_LETTERS = 40
const legalName = (text: unknown): string =>
  typeof text !== 'string'
    ? ''
    : text
        .slice(0, 400)
        .replace(/@.*/s, '')
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/[^A-Za-z0-9_]+/g, '-')
        .slice(0, MOST_LETTERS)
        .replace(/^-+|-+$/g, '')
