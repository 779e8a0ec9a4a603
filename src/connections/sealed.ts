import type { Tokens } from '../connectors/index.ts'
import type { Secrets } from '../platform/secrets/index.ts'

/** What a connection keeps sealed. */
export interface Sealed {
  /** The secret settings, by key: a client secret, for instance. */
  secrets: Record<string, unknown>
  grant: Grant | null
}

/** Tokens as they were received. */
export interface Grant extends Tokens {
  /** Epoch milliseconds. */
  receivedAt: number
}

/** Which connection: the seal holds for this row and no other. */
export interface Place {
  workspaceId: number
  connectionId: number
}

/** Seals a connection’s secrets, to be opened for this connection alone. */
export function sealFor(secrets: Secrets, place: Place, sealed: Sealed): Uint8Array {
  return secrets.seal(nameOf(place), sealed)
}

/** Throws where the key, the connection or a byte is another. */
export function unseal(secrets: Secrets, place: Place, bytes: Uint8Array): Sealed {
  return secrets.open<Sealed>(nameOf(place), bytes)
}

function nameOf({ workspaceId, connectionId }: Place): string {
  return `connection:${workspaceId}:${connectionId}`
}
