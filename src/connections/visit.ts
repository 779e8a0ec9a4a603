import { createHash } from 'node:crypto'
import type { Secrets } from '../platform/secrets/index.ts'
import type { Place } from './sealed.ts'

/** What is kept sealed of a visit to a consent page until the visitor comes back. */
export interface Visit {
  verifier: string
  /** Whom the settings spoke to then; the code is for nobody else. */
  counterpart: string
}

export interface VisitPlace extends Place {
  stateHash: string
}

/** Seals what must be kept until a visitor comes back. */
export function sealVisit(secrets: Secrets, place: VisitPlace, visit: Visit): Uint8Array {
  return secrets.seal(nameOf(place), visit)
}

/** Opens it. Throws where the key, the place or a byte is another. */
export function openVisit(secrets: Secrets, place: VisitPlace, sealed: Uint8Array): Visit {
  return secrets.open<Visit>(nameOf(place), sealed)
}

/** What is stored of a state: who reads the table cannot come back with it. */
export function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

function nameOf({ workspaceId, connectionId, stateHash }: VisitPlace): string {
  return `authorisation:${workspaceId}:${connectionId}:${stateHash}`
}
