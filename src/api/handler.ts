import type { Identity } from '../accounts/index.ts'
import type { FieldId } from '../accounts/fields/index.ts'
import type { Homing } from '../homing.ts'
import type {
  AnswerOf,
  BodyOf,
  Contract,
  ParamsOf,
  Permission,
  QueryOf,
  RouteName,
} from './contract/index.ts'

/** Who asks. Routes marked public have none. */
export interface Caller {
  /** The user's id, or the API key's. */
  id: string
  name: string
  kind: 'user' | 'key'
  workspaceId: number
  permissions: ReadonlySet<Permission>
  identity: Identity
  /** Fields of feedback that the role does not see. */
  hidden: ReadonlySet<FieldId>
}

/** The browser or program behind an ask, and the session it holds. */
export interface Visit {
  /** Network address; IPv6 by its /64, which is what one household or attacker has. */
  address: string
  agent: string
  sessionToken: string | null
  keepSession(session: { token: string; endsAt: number }): void
  forgetSession(): void
}

export interface Ask<Name extends RouteName> {
  params: ParamsOf<Contract[Name]>
  query: QueryOf<Contract[Name]>
  body: BodyOf<Contract[Name]>
  caller: Contract[Name] extends { permission: 'public' } ? Caller | null : Caller
  /** Origin of this Homing as the caller sees it: https://homing.example.com */
  origin: string
  /** Aborts when the caller goes away. */
  signal: AbortSignal
  visit: Visit
}

export type Handler<Name extends RouteName> = (
  ask: Ask<Name>,
  homing: Homing,
) => Promise<AnswerOf<Contract[Name]>>

/** Handlers translate: they call the domain and shape its answer. They never decide. */
export type Handlers<Names extends RouteName> = { [Name in Names]: Handler<Name> }
