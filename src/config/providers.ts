import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { ProviderSettings } from '../core/provider.js'
import { ConfigError } from './env.js'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const Issuer = z.string().refine(isIssuer, {
  error: 'must be an https address such as https://login.example.org, without query and fragment',
})
const Claim = z.string().min(1).max(200)
const Provider = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
      error: 'must be 1 to 32 of the characters a-z 0-9 -, for it stands in addresses',
    }),
    label: z.string().min(1).max(60).optional(),
    issuer: Issuer,
    clientId: z.string().min(1).max(500),
    clientSecret: z.string().min(1).max(2000).optional(),
    clientSecretFile: z.string().min(1).optional(),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
      .max(50)
      .default(['profile', 'email']),
    allowedDomains: z.array(z.string().min(1).toLowerCase()).min(1).max(1000).optional(),
    createUsers: z.boolean().default(false),
    claims: z.strictObject({ country: Claim.optional(), affiliation: Claim.optional() }).default({}),
    isTrustedForSecondFactor: z.boolean().default(false),
    acrValues: z.array(z.string().min(1)).max(50).default([]),
  })
  .refine(({ clientSecret, clientSecretFile }) => !clientSecret || !clientSecretFile, {
    error: 'has both clientSecret and clientSecretFile; keep one',
  })
const File = z.array(Provider).max(50)

/** The providers of OpenID Connect that the file names. Throws ConfigError that says what in it is wrong. */
export function readProviders(path: string): ProviderSettings[] {
  const result = File.safeParse(parse(path, read(path, 'DATABELT_OIDC_FILE')))
  if (!result.success) throw new ConfigError(`${path}: ${explain(result.error)}`)
  const names = result.data.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new ConfigError(`${path}: two providers are called "${twice}".`)
  return result.data.map((each) => toSettings(each, path))
}

function toSettings(each: z.infer<typeof Provider>, path: string): ProviderSettings {
  const { clientSecretFile, ...rest } = each
  const secret = clientSecretFile
    ? read(resolve(dirname(path), clientSecretFile), `clientSecretFile of "${each.name}"`).trim()
    : each.clientSecret
  if (secret === '') throw new ConfigError(`The clientSecretFile of the provider "${each.name}" is empty.`)
  return {
    ...rest,
    label: each.label ?? each.name,
    clientSecret: secret,
    scopes: [...new Set(['openid', ...each.scopes])],
    allowedDomains: each.allowedDomains,
    claims: { country: each.claims.country, affiliation: each.claims.affiliation },
  }
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
  return isSafe && search === '' && hash === '' && username === ''
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`${what} cannot be read: ${(error as Error).message}`)
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // the parser's own message quotes the text, which may hold a secret
    throw new ConfigError(`${path} is not JSON. It must be a list of providers: [{"name": ...}].`)
  }
}

function explain({ issues: [issue] }: z.ZodError): string {
  const where = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `provider ${key + 1}` : key))
  return `${where.join(', ') || 'the file'}: ${issue?.message ?? 'is not valid'}.`
}
