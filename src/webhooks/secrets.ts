import { audit, type Actor } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { endpointById, type Endpoint } from './endpoints.ts'
import { newSecret } from './sign.ts'

/** So long the secret before the newest signs as well: the receiver gets the new one meanwhile. */
const FORMER_MS = 24 * 3_600_000

export interface By {
  workspaceId: number
  actor: Actor
}

/** Makes an endpoint's first secret. Sealed for its row and no other, so the row comes first. */
export async function giveSecret(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  endpointId: number,
): Promise<string> {
  const secret = newSecret()
  await tx
    .updateTable('webhook_endpoint')
    .set({ sealed_secret: homing.secrets.seal(placeOf(workspaceId, endpointId), secret) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', endpointId)
    .execute()
  return secret
}

/**
 * Makes a new secret, answered this once. Messages are signed by both for a day, so that none is
 * refused while the receiver gets the new one; of a secret before the last nothing is left.
 */
export async function rotateSecret(
  homing: Homing,
  by: By,
  endpointId: number,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const { workspaceId, actor } = by
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { name } = await endpointById(tx, endpointId)
    await tx
      .updateTable('webhook_endpoint')
      .set((row) => ({
        sealed_former: row.ref('sealed_secret'),
        former_until: new Date(homing.now() + FORMER_MS),
      }))
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', endpointId)
      .execute()
    const secret = await giveSecret(tx, homing, workspaceId, endpointId)
    await audit(tx, {
      actor,
      action: 'rotate_webhook_secret',
      subject: 'webhook',
      subjectId: endpointId,
      sentence: `Made a new signing secret for the webhook “${name}”.`,
      at: homing.now(),
    })
    return { endpoint: await endpointById(tx, endpointId), secret }
  })
}

/** An endpoint's secrets as they are kept. */
export interface SealedSecrets {
  sealed_secret: Uint8Array | null
  sealed_former: Uint8Array | null
  former_until: Date | null
}

/** The secrets that sign at this moment, the newest first. */
export function secretsThatSign(
  homing: Homing,
  at: { workspaceId: number; endpointId: number },
  { sealed_secret, sealed_former, former_until }: SealedSecrets,
): string[] {
  const place = placeOf(at.workspaceId, at.endpointId)
  const isFormerValid = former_until !== null && former_until.getTime() > homing.now()
  return [sealed_secret, isFormerValid ? sealed_former : null]
    .filter((sealed) => sealed !== null)
    .map((sealed) => homing.secrets.open<string>(place, sealed))
}

/** Which endpoint a secret is sealed for. */
function placeOf(workspaceId: number, endpointId: number): string {
  return `webhook:${workspaceId}:${endpointId}`
}
