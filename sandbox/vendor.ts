import type { Hono } from 'hono'
import type { SandboxClock } from './clock.ts'
import type { FaultFace } from './faults/face.ts'
import type { FaultScript } from './faults/script.ts'
import type { Client } from './oauth/grants.ts'
import type { IssuedTokens, SandboxOptions } from './sandbox.ts'
import type { World, WorldOptions } from './world/world.ts'

/** What the server must know of the vendor's tokens, however they are made. */
export interface Tokens {
  /** Whose access token it is, if it is known and has not expired. */
  check(accessToken: string): { clientId: string } | undefined
  expire(accessToken: string): void
  revokeRefreshTokens(): void
}

/** What every sandbox stands on, whichever vendor it simulates. */
export interface Ground {
  world: World
  clock: SandboxClock
  faults: FaultScript
  options: SandboxOptions
  /** The observer's date, which decides when a day's quota begins anew. */
  date: () => number
}

/** A simulated vendor at work. */
export interface SimulatedVendor {
  /** Absent where it is reached otherwise than by requests of HTTP. */
  fetch?(request: Request): Response | Promise<Response>
  /** Absent where requests carry keys or a session instead of tokens of OAuth2. */
  tokens?: Tokens
  /** Tokens as if the account's owner had just approved. */
  issueTokens?(clientId?: string): IssuedTokens
  /** Switches the limits of pace and quota on or off. */
  enforceLimits(on: boolean): void
  /** The sandbox's own buttons that only this vendor has. */
  control?: Hono
  /** Sends the webhooks that are due by now; answers how many went out. */
  deliver?(): Promise<number>
  /** What is entered to connect and known only now, by the name of the connector's setting. */
  settings?: Readonly<Record<string, string>>
  /** Takes away what it left outside this process. */
  close?(): void | Promise<void>
}

/** A kind of vendor: the one place from which a sandbox learns what it simulates. */
export interface VendorKind {
  title: string
  /** Absent, as are its faults, where it is reached otherwise than by requests of HTTP. */
  paths?: { api: string; authorize?: string; token?: string }
  /** The integration registered with the vendor, where it knows OAuth2. */
  client?: Client & { clientSecret: string }
  /** Who signs in with a name and a password, where the vendor has that. */
  login?: { username: string; password: string }
  /** What else is entered to connect, by the name of the connector's setting. */
  keys?: Readonly<Record<string, string>>
  /** Of a system that limits nothing: what is entered as the pace it bears. */
  requestsPerSecond?: number
  faults?: FaultFace
  /** The fax number of whoever has that address, where the vendor sends faxes. */
  faxNumberOf?(address: string): string
  /** What is sent again to those who had not opened it is a campaign of its own there. */
  resendsApart?: true
  /** What of the world depends on the vendor. */
  world: WorldOptions
  run(ground: Ground): SimulatedVendor | Promise<SimulatedVendor>
}
