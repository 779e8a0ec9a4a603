import { sql } from 'kysely'
import { stateFacts, type NewFact } from '../consent/index.ts'
import { holdUsers, personsAsOne } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { changesOf, undoing, type Change, type Choice, type PageMatter } from './choice.ts'
import { pageState, type PageState } from './page-state.ts'
import type { LinkPlace } from './token.ts'

/** How a choice reached us. Whoever sent it is known by the link and by nothing else. */
export interface Sending {
  /** In words for the firm's people: by which door, in which wording. */
  evidence: string
  reason: string
  /** Why no person may have sent it; empty where there is no doubt. */
  doubt: string
  /** Epoch milliseconds. */
  now: number
}

export interface Chosen {
  /** What holds now. */
  state: PageState
  changes: Change[]
  /** What would take them back. */
  undo: Change[]
}

/**
 * Carries out what somebody chose by a link, in facts that are only added; null where the link
 * leads nowhere. The same choice twice is one: what the page was told already is not written
 * again. An opt-out is one of the address, and so of everyone who uses it; an address that nobody
 * uses any more speaks for those who had it. An opt-in lifts what was said of the address and,
 * where one person uses it alone, of that person; never what somebody said elsewhere.
 */
export async function choose(
  tx: Tx,
  place: LinkPlace & { keyNumber: number },
  choice: Choice | ((state: PageState) => Choice),
  sending: Sending,
): Promise<Chosen | null> {
  await sql`
    select pg_advisory_xact_lock(hashtext('homing preference'), ${place.addressId})`.execute(tx)
  await holdUsers(tx, place.workspaceId, [place.addressId])
  const before = await pageState(tx, place, sending.now)
  if (before === null) return null
  const changes = changesOf(before, typeof choice === 'function' ? choice(before) : choice)
  if (changes.length > 0) await write(tx, place.workspaceId, before, { changes, sending })
  const state = changes.length === 0 ? before : await pageState(tx, place, sending.now)
  return { state: state!, changes, undo: undoing(before, changes) }
}

async function write(
  tx: Tx,
  workspaceId: number,
  state: PageState,
  { changes, sending }: { changes: Change[]; sending: Sending },
): Promise<void> {
  const { evidence, reason, doubt, now } = sending
  const told = await toldHere(tx, workspaceId, state)
  const [alone, ...others] = state.personIds
  // Who is alone with the address is one with those who were merged: a lift is of all of them.
  const isOne = alone !== undefined && others.length === 0
  const asOne = isOne ? await personsAsOne(tx, workspaceId, alone) : state.personIds
  const facts = changes.flatMap(({ matter, optedIn }) =>
    whomOf(state, { optedIn, asOne }).flatMap((whom): NewFact[] => {
      const last = told.get(nameOf(whom, matter))
      const isTold =
        last?.optedIn === optedIn && (optedIn || reason === '' || last.reason === reason)
      if (isTold) return []
      return [
        {
          ...whom,
          ...(matter === 'everything'
            ? { scope: 'everything' }
            : { scope: 'topic', topicId: matter }),
          optedIn,
          isExplicit: optedIn,
          doubt: optedIn ? '' : doubt,
          campaignId: state.campaignId,
          reason: optedIn ? '' : reason,
          evidence,
          key: `page:${optedIn ? 'in' : 'out'}`,
        },
      ]
    }),
  )
  await stateFacts(tx, { workspaceId, source: 'preference_page', actor: null, now }, facts)
}

type Whom = { personId: number; addressId: null } | { personId: null; addressId: number }

function whomOf(
  { address, personIds }: PageState,
  { optedIn, asOne }: { optedIn: boolean; asOne: number[] },
): Whom[] {
  const isAlone = personIds.length === 1 && !address.isReplaced
  const people = optedIn ? (isAlone ? asOne : []) : address.isReplaced ? personIds : []
  return [
    { personId: null, addressId: address.id },
    ...people.map((personId) => ({ personId, addressId: null })),
  ]
}

interface Told {
  personId: number | null
  addressId: number | null
  topicId: number | null
  optedIn: boolean
  reason: string
}

/**
 * The newest word on each matter about each of those the page speaks for, where it was said here.
 */
async function toldHere(
  tx: Tx,
  workspaceId: number,
  { address, personIds }: PageState,
): Promise<Map<string, Told>> {
  const { rows } = await sql<Told & { isHere: boolean }>`
    select distinct on (person_id, address_id, topic_id) person_id as "personId",
      address_id as "addressId", topic_id as "topicId", opted_in as "optedIn", reason,
      source = 'preference_page' as "isHere"
    from consent_fact
    where workspace_id = ${workspaceId} and scope <> 'address' and external_id is null
      and (is_explicit or not opted_in)
      and (address_id = ${address.id} or person_id = any(${personIds}::integer[]))
    order by person_id, address_id, topic_id, occurred_at desc, opted_in, id desc`.execute(tx)
  const here = rows.filter((row) => row.isHere)
  return new Map(here.map((row) => [nameOf(row, row.topicId ?? 'everything'), row]))
}

function nameOf(
  { personId, addressId }: Pick<Told, 'personId' | 'addressId'>,
  matter: PageMatter,
): string {
  return `${personId ?? ''}/${addressId ?? ''}/${matter}`
}
