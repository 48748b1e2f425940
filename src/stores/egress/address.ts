import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.parse>
export type Network = [Address, number]

/** Beside what ipaddr.js knows: everything in use on the open internet is inside of this. */
const GLOBAL_IPV6: Network = [ipaddr.parse('2000::'), 3]

/**
 * True for an address of the open internet. Private, loopback, link-local, carrier-grade NAT, multicast, reserved and
 * documentation ranges are not, nor is what carries an IPv4 address inside (mapped, 6to4, Teredo, NAT64).
 */
export function isPublic(text: string): boolean {
  // a zone id (%eth0) names a link of this machine
  if (text.includes('%') || !ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || isIn(address, GLOBAL_IPV6)
}

/** True for an address that one of these networks holds. */
export function isInside(text: string, networks: Network[]): boolean {
  if (text.includes('%') || !ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  return networks.some((network) => isIn(address, network))
}

const isIn = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && (address as ipaddr.IPv6).match(network as ipaddr.IPv6, bits)

/** Undefined for what is no network, such as `10.0.0.0/8`. */
export function parseNetwork(text: string): Network | undefined {
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined
}
