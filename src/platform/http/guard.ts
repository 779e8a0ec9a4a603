/**
 * The SSRF guard. An address somebody typed into a form decides whom our server talks to, so it is
 * judged twice: as written, before anything happens, and as resolved, at the moment of connecting.
 * The connection is made to exactly the addresses that were judged: a name that changes its answer
 * in between (DNS rebinding) gains nothing.
 */
import { lookup as dnsLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { HttpFault } from './fault.ts'
import { isPublicAddress } from './public-address.ts'

/** false: none; true: all (a development machine); else the host:port pairs the operator names. */
export type AllowPrivate = boolean | readonly string[]

export interface ResolvedAddress {
  address: string
  family: number
}

export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

export const systemResolve: Resolve = (hostname) => dnsLookup(hostname, { all: true })

const URL_LENGTH_MAX = 16_000

/**
 * Reads a URL and refuses what may never be called, with HttpFault('address_forbidden'): other
 * schemes than http and https, credentials inside, private IP literals in any spelling, and plain
 * http to any place the operator has not allowed (tokens would travel readable).
 */
export function checkUrl(text: string, allowPrivate: AllowPrivate): URL {
  if (text.length > URL_LENGTH_MAX) throw forbidden('The address is too long.')
  if (!URL.canParse(text)) throw forbidden('This is no address Homing can call.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw forbidden(`Only https addresses are called, not ${url.protocol.slice(0, 20)}.`)
  }
  if (url.username || url.password) {
    throw forbidden('An address may not carry a user name or password.')
  }
  if (isAllowedPrivate(url, allowPrivate)) return url
  const host = bareHost(url)
  if (isIP(host) && !isPublicAddress(host)) throw privateAddress(url)
  if (url.protocol === 'http:') {
    throw forbidden(`${url.host} would be called without encryption; an https address is needed.`)
  }
  return url
}

/**
 * A look-up for one URL's connection: resolves the name and hands on only if every address it has
 * is public (or the operator allowed the place), else fails with HttpFault.
 */
export function guardedLookup(url: URL, allowPrivate: AllowPrivate, resolve: Resolve) {
  const lookup: LookupFunction = (hostname, options, done) => {
    const family = options.family === 4 || options.family === 6 ? options.family : 0
    resolve(hostname).then(
      (found) => {
        if (
          !isAllowedPrivate(url, allowPrivate)
          && !found.every((a) => isPublicAddress(a.address))
        ) {
          return done(privateAddress(url), '', 0)
        }
        const fitting = found.filter((a) => family === 0 || a.family === family)
        const first = fitting[0]
        if (!first) return done(unknownHost(url), '', 0)
        if (options.all) return done(null, fitting)
        done(null, first.address, first.family)
      },
      (error: unknown) => done(unknownHost(url, error), '', 0),
    )
  }
  return lookup
}

/**
 * The addresses of a server that is not asked by HTTP, such as a database: judged as one that is
 * (checkUrl, guardedLookup), so that a connection to one of them goes nowhere else. Throws
 * HttpFault.
 */
export async function guardedAddresses(
  place: { host: string; port: number },
  allowPrivate: AllowPrivate,
  resolve: Resolve = systemResolve,
): Promise<ResolvedAddress[]> {
  const url = checkPlace(place, allowPrivate)
  return new Promise((found, fail) => {
    guardedLookup(url, allowPrivate, resolve)(bareHost(url), { all: true }, (error, addresses) => {
      if (error) fail(error)
      else found(addresses as ResolvedAddress[])
    })
  })
}

/** Refuses a host that may not be asked as it is written; see guardedAddresses for what it has. */
export function checkPlace(
  { host, port }: { host: string; port: number },
  allowPrivate: AllowPrivate,
): URL {
  const name = isIP(host) === 6 ? `[${host}]` : host
  if (/[/?#@\\\s]/.test(name)) throw forbidden('This is no name of a server.')
  return checkUrl(`https://${name}:${port}`, allowPrivate)
}

function isAllowedPrivate(url: URL, allowPrivate: AllowPrivate): boolean {
  if (typeof allowPrivate === 'boolean') return allowPrivate
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return allowPrivate.some((entry) => entry.trim().toLowerCase() === `${url.hostname}:${port}`)
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function privateAddress(url: URL): HttpFault {
  return forbidden(
    `${url.host} is not on the public internet, and the operator has not allowed it.`,
  )
}

function forbidden(sentence: string): HttpFault {
  return new HttpFault('address_forbidden', sentence)
}

function unknownHost(url: URL, cause?: unknown): HttpFault {
  return new HttpFault('unknown_host', `${url.hostname} was not found.`, { cause })
}
