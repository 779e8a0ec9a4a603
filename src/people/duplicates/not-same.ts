import { actorName, audit } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { personName } from '../addresses.ts'
import type { PersonChange } from '../change-addresses.ts'
import { otherPerson } from '../other-person.ts'

/** Remembers that two persons are not the same: the pair is no longer shown as a duplicate. */
export async function stateNotSame(tx: Tx, change: PersonChange, otherId: number): Promise<void> {
  const { workspaceId, personId, actor, now } = change
  if (personId === otherId) {
    throw new Refused(422, 'This is the same person.', { field: 'otherId' })
  }
  const name = await personName(tx, workspaceId, personId)
  await otherPerson(otherId, () => personName(tx, workspaceId, otherId))
  const said = await tx
    .insertInto('not_same_person')
    .values({
      workspace_id: workspaceId,
      person_id: Math.min(personId, otherId),
      other_id: Math.max(personId, otherId),
      said_by: actorName(actor),
      said_at: new Date(now),
    })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  if (said.numInsertedOrUpdatedRows === 0n) return
  await audit(tx, {
    actor,
    action: 'state_not_same',
    subject: 'person',
    subjectId: personId,
    sentence: `Noted that ${name} and person ${otherId} are not the same.`,
    detail: { otherId },
    at: now,
  })
}
