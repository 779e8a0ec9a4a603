import type { RawBuilder } from 'kysely'
import { expect } from 'vitest'
import { keepStandings } from '../../src/consent/index.ts'
import { marksKept, marksOfPersons } from '../../src/consent/keep-standings.ts'
import { personStandingsNow, standingsNow } from '../../src/consent/kept-standings.ts'
import {
  addressStandings,
  personStandings,
  type KeptMark,
} from '../../src/consent/standings-of-all.ts'
import type { Database, Tx } from '../../src/platform/database/index.ts'
import { makeWorkspace, sql } from '../database.ts'
import { consentWorld, say, type ConsentWorld, type Said } from './world.ts'

/** Before and after each of the ends of implied consent in the small world. */
export const TIMES = [4_000, 5_000, 6_000, 60_000]

/** What moves something that is kept. */
export type Step =
  | { do: 'say'; said: Said[] }
  | { do: 'use' | 'end' | 'unlink' | 'first'; person: number; address: number }
  | { do: 'merge' | 'part'; person: number }
  | { do: 'map' | 'retire'; group: 'g1' | 'g2' | 'g3'; topic: number }
  | { do: 'fax' | 'mail'; address: number }
  | { do: 'forget' }
  | { do: 'archive'; topic: number }
  | { do: 'keep' }
  | { do: 'wait'; now: number }

const SAID: Said = {
  optedIn: false,
  isExplicit: false,
  occurredAt: 1000,
  scope: 'everything',
  about: 'a1',
  topic: 't1',
  channel: null,
  cause: 'wish',
  expiresAt: null,
}
/** Somebody states these facts at once. */
export const say1 = (...facts: Partial<Said>[]): Step => ({
  do: 'say',
  said: facts.map((fact) => ({ ...SAID, ...fact })),
})
export const KEEP: Step = { do: 'keep' }

/**
 * Plays the steps for a firm of its own, and holds what is kept against working everything out
 * after each of them. Answers after how many what is kept was read.
 */
export async function play(database: Database, steps: readonly Step[]): Promise<number> {
  const firm = await newFirm(database)
  await take(firm, say1({ scope: 'address' }))
  await take(firm, KEEP)
  let kept = 0
  for (const step of steps) {
    await take(firm, step)
    if (await compare(firm)) kept += 1
  }
  return kept
}

interface Firm extends ConsentWorld {
  database: Database
  workspaceId: number
  said: number
  now: number
}

async function newFirm(database: Database): Promise<Firm> {
  const workspaceId = await makeWorkspace(database, 'A firm')
  const world = await database.inWorkspace(workspaceId, (tx) => consentWorld(tx, workspaceId))
  return { ...world, database, workspaceId, said: 0, now: TIMES[0]! }
}

async function take(firm: Firm, step: Step): Promise<void> {
  const { database, workspaceId, now } = firm
  if (step.do === 'wait') firm.now = step.now
  else if (step.do === 'keep') {
    await keepStandings(database, { workspaceId, now, factsMin: 1 })
  } else if (step.do === 'forget') await asOwner(firm, FORGET)
  else await database.inWorkspace(workspaceId, (tx) => change(tx, firm, step))
}

/** As an erasure does, whose rights the application has not. */
const FORGET = `delete from consent_fact where id = (select max(id) from consent_fact
  where workspace_id = homing_workspace())`

async function asOwner({ database, workspaceId }: Firm, statement: string): Promise<void> {
  const session = await database.engine.lendAsOwner()
  try {
    await session.script(`select set_config('homing.workspace', '${workspaceId}', false)`)
    await session.script(statement)
    await session.script(`select set_config('homing.workspace', '', false)`)
  } finally {
    session.release()
  }
}

async function change(
  tx: Tx,
  firm: Firm,
  step: Exclude<Step, { do: 'wait' | 'keep' | 'forget' }>,
): Promise<void> {
  const { workspaceId, people, addresses, topics } = firm
  if (step.do === 'say') {
    await say(tx, workspaceId, firm, step.said)
    firm.said += step.said.length
    return
  }
  const link =
    'person' in step
    && 'address' in step
    && sql`workspace_id = ${workspaceId}
    and person_id = ${people[step.person]!} and address_id = ${addresses[step.address]!}`
  const statements = {
    use: () => sql`
      insert into person_address (workspace_id, person_id, address_id)
      values (${workspaceId}, ${people[(step as { person: number }).person]!},
        ${addresses[(step as { address: number }).address]!})
      on conflict (workspace_id, person_id, address_id) do update set ended_at = null`,
    end: () => sql`update person_address set ended_at = now() where ${link}`,
    unlink: () => sql`delete from person_address where ${link}`,
    first: () => sql`update person_address set is_primary = not is_primary where ${link}`,
    merge: () => merged((step as { person: number }).person, true),
    part: () => merged((step as { person: number }).person, false),
    map: () => mapped(step as { group: string; topic: number }),
    retire:
      () => sql`update topic_mapping set retired_at = now() where workspace_id = ${workspaceId}
      and external_id = ${(step as { group: string }).group}`,
    fax: () => kind('fax'),
    mail: () => kind('email'),
    archive: () => sql`update topic set archived_at = now()
      where id = ${topics[(step as { topic: number }).topic]!}`,
  }
  const merged = (which: number, isMerge: boolean) => sql`
    update person p set merged_into = ${isMerge ? people[1 - which]! : null}::integer
    where p.id = ${people[which]!} and not exists (select from person o
      where o.workspace_id = p.workspace_id and o.id = ${people[1 - which]!}
        and o.merged_into is not null)`
  const mapped = ({ group, topic }: { group: string; topic: number }) => sql`
    insert into topic_mapping (workspace_id, connection_id, kind, external_id, topic_id)
    select ${workspaceId}, id, 'group', ${group}, ${topics[topic]!}
    from connection where workspace_id = ${workspaceId} on conflict do nothing`
  const kind = (name: string) => sql`update address set kind = ${name}
    where id = ${addresses[(step as { address: number }).address]!}`
  await statements[step.do]().execute(tx)
}

/** What holds of each id, column by column; what holds of nobody is left out. */
async function told(tx: Tx, rows: RawBuilder<unknown>, marks: readonly KeptMark[]) {
  const bits = (separator: RawBuilder<unknown>, each: (name: RawBuilder<unknown>) => unknown) =>
    sql.join(
      marks.map(({ name }) => each(sql`s.${sql.ref(name)}`)),
      separator,
    )
  const { rows: found } = await sql<Record<string, string>>`
    select (s.place << 6) + n.at as id, concat(${bits(sql`, `, (one) => sql`${one} >> n.at & 1`)})
      as holds
    from (${rows}) s join generate_series(0, 63) n (at)
      on (${bits(sql` | `, (one) => one)}) >> n.at & 1 = 1
    order by 1`.execute(tx)
  return found
}

/** Whether what is kept was read, where the answer is held against working everything out. */
async function compare(firm: Firm): Promise<boolean> {
  const { database, workspaceId, now } = firm
  return database.inWorkspace(workspaceId, async (tx) => {
    for (const topicId of [null, firm.topics[0]!]) {
      const asked = { workspaceId, topicId, now }
      const marks = marksKept(asked)
      const anew = await told(tx, addressStandings(workspaceId, marks), marks)
      expect(await told(tx, standingsNow(asked, marks), marks)).toEqual(anew)
      const left = marksOfPersons(asked)
      const persons = await told(tx, personStandings(workspaceId, left), left)
      expect(await told(tx, personStandingsNow(asked, left), left)).toEqual(persons)
      // Whoever the list of people shows as opted out; of those merged it shows none.
      const { rows: people } = await sql<{ id: number; isOut: boolean }>`
        select p.id, o.person_id is not null as "isOut" from person p
        left join opted_out_person o on o.workspace_id = p.workspace_id and o.person_id = p.id
        where p.workspace_id = ${workspaceId} and p.merged_into is null`.execute(tx)
      const out = persons.filter(({ holds }) => holds![1] === '1').map(({ id }) => Number(id))
      for (const { id, isOut } of people) expect(out.includes(id), `person ${id}`).toBe(isOut)
    }
    const { rows } = await sql<{ isKept: boolean }>`
      select exists (select from consent_kept_of where workspace_id = ${workspaceId})
        and not exists (select from consent_moved
          where workspace_id = ${workspaceId} and is_all) as "isKept"`.execute(tx)
    return rows[0]!.isKept
  })
}
