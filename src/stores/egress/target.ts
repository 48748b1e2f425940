import { isInside, isPublic, type Network, parseNetwork } from './address.js'
import { EgressError } from './egress-error.js'
import { isWebPort } from './ports.js'

/** What the operator trusts although it is not on the open internet. */
export interface Trust {
  /** Such as `http://receiver.internal:8080`: any protocol of the two, any port, any address. */
  origins: Set<string>
  /** Addresses that may be reached by https. */
  networks: Network[]
}

/** Reads a list of origins and networks. Throws EgressError for what is neither. */
export function parseTrust(allow: string[]): Trust {
  const trust: Trust = { origins: new Set(), networks: [] }
  for (const entry of allow) {
    const network = parseNetwork(entry)
    if (network) trust.networks.push(network)
    else trust.origins.add(originOf(entry))
  }
  return trust
}

function originOf(entry: string): string {
  const url = URL.canParse(entry) ? new URL(entry) : undefined
  const isPlain = url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
  if (!isPlain || !/^https?:$/.test(url.protocol))
    throw new EgressError(
      'url',
      `"${entry}" is neither an origin, such as https://receiver.internal:8443, nor a network, such as 10.0.0.0/8.`,
    )
  return url.origin
}

/** The parsed address, checked as far as that goes without asking for its name. Throws EgressError. */
export function checkUrl(text: string, trust: Trust): URL {
  if (!URL.canParse(text)) throw new EgressError('url', 'This is not the address of anything.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new EgressError('protocol', `Addresses must begin with https://, not ${url.protocol.slice(0, 20)}`)
  if (url.username || url.password)
    throw new EgressError('credentials', 'An address must not hold a user name or password.')
  if (isTrusted(url, trust)) return url
  if (url.protocol !== 'https:') throw new EgressError('protocol', 'Addresses must begin with https://.')
  if (!isWebPort(Number(url.port || 443)))
    throw new EgressError('port', `Port ${url.port} is not a port that the hub calls.`)
  const literal = literalOf(url)
  if (literal) checkAddresses([literal], url, trust)
  return url
}

/** Throws EgressError unless every one of the addresses may be reached. */
export function checkAddresses(addresses: string[], url: URL, trust: Trust): void {
  if (addresses.length === 0) throw new EgressError('unresolved', `${url.hostname} has no address.`)
  if (isTrusted(url, trust)) return
  if (!addresses.every((address) => isPublic(address) || isInside(address, trust.networks)))
    throw new EgressError(
      'address',
      `${url.hostname} is not on the open internet. The operator can allow it with DATABELT_EGRESS_ALLOW.`,
    )
}

/** The host when it is an IP address, which the URL parser has brought into its one usual form. */
export function literalOf({ hostname }: URL): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? hostname : undefined
}

const isTrusted = (url: URL, { origins }: Trust): boolean => origins.has(url.origin)
