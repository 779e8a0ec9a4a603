import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The virtual public address of Azure's host agent: metadata under a public number. */
const HOST_AGENTS = ['168.63.129.16']

/** Everything the internet routes today lies in 2000::/3; the rest is special in some way. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an IP address (text, IPv6 without brackets) is one any stranger on the internet can be
 * asked at: no private, loopback, link-local, carrier, documentation, multicast or metadata
 * address, and no IPv6 form that carries an IPv4 address inside. What is no IP address, or
 * names a network interface after a %, is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%') || HOST_AGENTS.includes(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST)
}
