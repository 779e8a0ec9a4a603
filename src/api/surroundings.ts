import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'

/** Where a request came from and which address it was sent to, after proxies are seen through. */
export interface Surroundings {
  /** Network address of the caller; IPv6 by its /64. */
  address: string
  /** True where the socket itself comes from this machine and no proxy stands between. */
  isLocal: boolean
  isSecure: boolean
  /** What the caller calls this Homing: scheme, host and port. */
  origin: string
  /** The name of it without a port. */
  hostname: string
}

export interface Proxying {
  publicUrl?: string
  /** Addresses or networks whose X-Forwarded-* headers are believed; nobody else's are. */
  trustedProxies: readonly string[]
}

/** Hops a chain of proxies may have. */
const HOPS_MAX = 10

export function surroundingsOf(c: Context, { publicUrl, trustedProxies }: Proxying): Surroundings {
  const peer = socketAddress(c)
  const isTrusted = peer !== null && isIn(peer, trustedProxies)
  const forwarded = c.req.header('x-forwarded-for')
  const address =
    isTrusted && forwarded !== undefined ? farEnd(forwarded, peer, trustedProxies) : peer
  const given = new URL(c.req.url)
  const host =
    (isTrusted ? first(c.req.header('x-forwarded-host')) : undefined)
    ?? c.req.header('host')
    ?? given.host
  const proto = isTrusted ? first(c.req.header('x-forwarded-proto')) : undefined
  const scheme = proto === 'https' || proto === 'http' ? `${proto}:` : given.protocol
  const seen = URL.canParse(`${scheme}//${host}`) ? new URL(`${scheme}//${host}`) : given
  // A configured address is how people reach us, whatever a proxy forgets to say; by another name
  // of this machine (a loopback address) the caller's own is right.
  const isPublic = publicUrl !== undefined && new URL(publicUrl).host === seen.host
  const origin = isPublic ? publicUrl : seen.origin
  return {
    address: address === null ? 'unknown' : network(address),
    isLocal: peer !== null && isLoopback(peer) && !c.req.header('x-forwarded-for'),
    isSecure: origin.startsWith('https:'),
    origin,
    hostname: seen.hostname,
  }
}

/** Whether a name can only mean this machine, or is an address and no name at all. */
export function isNoName(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || ipaddr.isValid(bare(hostname))
  )
}

function socketAddress(c: Context): string | null {
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)
    ?.incoming
  return incoming?.socket?.remoteAddress ?? null
}

/** The last hop that is none of our proxies: what stands left of it anybody could have written. */
function farEnd(forwarded: string, peer: string, proxies: readonly string[]): string {
  let address = peer
  for (const hop of forwarded.split(',').reverse().slice(0, HOPS_MAX)) {
    const text = bare(hop.trim())
    if (!ipaddr.isValid(text)) return address
    address = text
    if (!isIn(text, proxies)) return address
  }
  return address
}

function isIn(address: string, networks: readonly string[]): boolean {
  const parsed = parse(address)
  return networks.some((text) => {
    const [range, bits] = ipaddr.isValid(text)
      ? ([parse(text), null] as const)
      : ipaddr.parseCIDR(text)
    if (range.kind() !== parsed.kind()) return false
    return parsed.match(range as never, bits ?? (parsed.kind() === 'ipv4' ? 32 : 128))
  })
}

function isLoopback(address: string): boolean {
  return parse(address).range() === 'loopback'
}

function network(address: string): string {
  const parsed = parse(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return (
    parsed
      .toByteArray()
      .slice(0, 8)
      .map((byte) => byte.toString(16))
      .join(':') + '/64'
  )
}

function parse(address: string) {
  return ipaddr.process(bare(address))
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
}

function first(list: string | undefined): string | undefined {
  return list?.split(',')[0]?.trim()
}
