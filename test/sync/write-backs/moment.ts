import {
  askMayWrite,
  preferencesOf,
  type MayWriteAnswer,
  type Refusal,
} from '../../../src/consent/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { sql } from '../../database.ts'
import type { Story } from './story.ts'

/** Nobody may be written to about anything. */
export const OUT_OF_ALL: readonly Refusal[] = [
  'erased',
  'complaint',
  'opted_out',
  'opted_out_address',
]
/** What a person can be out of, as a whole. */
export const OF_PERSONS = ['complaint', 'opted_out', 'opted_out_topic'] as const

/** What holds at one moment of a story. */
export interface Moment {
  /** By address, in lower case. */
  addresses: Map<string, AddressThen>
  /** In the order of the story's people. */
  persons: PersonThen[]
}

export interface AddressThen {
  /** Asked about the story's topic, and so about everything, too. */
  refusals: ReadonlySet<Refusal>
  /** Ids of who uses it. */
  users: readonly number[]
}

export interface PersonThen {
  /** Who stands for the person; null: gone into somebody, for nothing was said of it. */
  standing: number | null
  refusals: ReadonlySet<Refusal>
}

export async function momentOf(story: Story): Promise<Moment> {
  const answers = await answersTo(story, story.topicId)
  return story.world.inTx(async (tx) => {
    const users = await usersOf(tx, story)
    const persons: PersonThen[] = []
    for (const id of story.personIds) persons.push(await personThen(tx, story, id))
    return {
      persons,
      addresses: new Map(
        answers.map(({ address, refusals }) => [
          address.toLowerCase(),
          { refusals: new Set(refusals), users: users.get(address.toLowerCase()) ?? [] },
        ]),
      ),
    }
  })
}

export function isOut({ refusals }: { refusals: ReadonlySet<Refusal> }): boolean {
  return OUT_OF_ALL.some((one) => refusals.has(one))
}

/** Whether the story's addresses may be written to, about a topic or, with null, about nothing. */
export async function answersTo(
  { world, addresses }: Story,
  topicId: number | null,
): Promise<MayWriteAnswer[]> {
  const ask = { channel: 'email', class: 'marketing', topicId, addresses } as const
  return world.inTx((tx) => askMayWrite(tx, world.by.workspaceId, ask, world.homing.now()))
}

async function usersOf(tx: Tx, { addresses }: Story): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ canonical: string; users: number[] }>`
    select a.canonical, array_agg(p.person_id order by p.person_id) as users
    from address a join person_address p on p.address_id = a.id and p.ended_at is null
    where a.canonical = any (${addresses.map((one) => one.toLowerCase())}::text[])
    group by a.canonical`.execute(tx)
  return new Map(rows.map((row) => [row.canonical, row.users]))
}

async function personThen(tx: Tx, { world, topicId }: Story, id: number): Promise<PersonThen> {
  const { workspaceId } = world.by
  const { rows } = await sql<{ standing: number }>`
    select coalesce(merged_into, id) as standing from person
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  if (rows[0] === undefined) return { standing: null, refusals: new Set() }
  const { standing } = rows[0]
  const { rows: matters } = await preferencesOf(tx, workspaceId, standing, world.homing.now())
  const about = matters.find(({ topic }) => topic?.id === topicId)!
  return { standing, refusals: new Set(about.whole.refusals) }
}
