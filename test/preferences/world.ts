import { askMayWrite } from '../../src/consent/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { LinkKey, type LinkPlace, type Purpose } from '../../src/preferences/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'

export const NOW = Date.UTC(2026, 4, 20, 12)
export const secrets = new Secrets(Buffer.alloc(32, 7))

export const tokenFor = (place: LinkPlace, purpose: Purpose = 'preferences', key = 1) =>
  new LinkKey(secrets, purpose, key).tokenOf(place)

export interface Cast {
  workspaceId: number
  /** Ann alone uses the first; Ann and Bob share the second; the third was Bob's and is nobody's. */
  ann: number
  bob: number
  own: number
  shared: number
  former: number
  tax: number
  events: number
  /** About events; and about nothing in particular. */
  invitation: number
  letter: number
}

/** Two people, their addresses, two topics, two mailings. */
export async function castOf(tx: Tx, workspaceId: number): Promise<Cast> {
  const at = { workspace_id: workspaceId }
  const one = { returning: 'id' } as const
  const person = async (name: string) =>
    (
      await tx
        .insertInto('person')
        .values({ ...at, origin: 'user', name })
        .returning(one.returning)
        .executeTakeFirstOrThrow()
    ).id
  const address = async (text: string) =>
    (
      await tx
        .insertInto('address')
        .values({ ...at, address: text, canonical: text })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  const uses = (person_id: number, address_id: number, ended_at: Date | null = null) =>
    tx
      .insertInto('person_address')
      .values({ ...at, person_id, address_id, ended_at })
      .execute()
  const topic = async (name: string, place: number, group_id: number | null = null) =>
    (
      await tx
        .insertInto('topic')
        .values({ ...at, name, place, group_id })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  const campaign = async (name: string, topic_id: number | null) =>
    (
      await tx
        .insertInto('campaign')
        .values({ ...at, name, status: 'sent', sent_at: new Date(NOW), topic_id })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  const [ann, bob] = [await person('Ann'), await person('Bob')]
  const own = await address('ann@example.com')
  const shared = await address('office@example.com')
  const former = await address('bob.old@example.com')
  await uses(ann, own)
  await uses(ann, shared)
  await uses(bob, shared)
  await uses(bob, former, new Date(NOW))
  const group = await tx
    .insertInto('topic_group')
    .values({ ...at, name: 'News' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const [tax, events] = [await topic('Tax', 0, group.id), await topic('Events', 1)]
  const invitation = await campaign('Invitation', events)
  const letter = await campaign('Letter', null)
  return { workspaceId, ann, bob, own, shared, former, tax, events, invitation, letter }
}

/** Whether an address may be written to, about a topic or in general, as every sender is told. */
export async function may(
  tx: Tx,
  workspaceId: number,
  address: string,
  topicId: number | null = null,
): Promise<boolean> {
  const ask = { channel: 'email', class: 'marketing', topicId, addresses: [address] } as const
  const [answer] = await askMayWrite(tx, workspaceId, ask, NOW + 3600_000)
  return answer!.mayWrite
}
