/** The list that is made at the ESP for a campaign that goes to lists of our own. */
import { sql, type RawBuilder } from 'kysely'
import {
  createPush,
  makeList,
  moveAudience,
  planPush,
  waitForPush,
  withAddresses,
  type FrozenAudience,
} from '../../audience/index.ts'
import { setLists, type Draft } from '../../campaigns/index.ts'
import { Failure } from '../../connectors/index.ts'
import { personsOfList } from '../../lists/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { within, type Telling } from './carry-out.ts'

/** Who Homing is where it acts by itself. */
export const HOMING = ({ workspaceId }: { workspaceId: number }) => ({
  workspaceId,
  id: '',
  name: 'Homing',
})

/** Whom a campaign is meant for: those on its lists and in its segments, but who is left out. */
export async function freezeOwn(tx: Tx, draft: Draft, now: number): Promise<RawBuilder<unknown>> {
  const asking = { workspaceId: draft.workspaceId, now }
  const { lists, without } = draft.whom!
  const of = async (ids: readonly number[]) =>
    sql.join(
      await Promise.all(
        ids.map(
          async (id) => sql`select person_id from (${await personsOfList(tx, asking, id)}) l`,
        ),
      ),
      sql` union `,
    )
  const chosen = await of(lists)
  const persons = without.length === 0 ? chosen : sql`(${chosen}) except (${await of(without)})`
  return withAddresses(draft.workspaceId, persons)
}

/**
 * Makes the list, and at most one for a campaign: that it is asked for is written down before the
 * call, and after an answer that was lost it is looked for by its name. Then a push makes it
 * exactly those who are meant.
 */
export async function fillList(at: Telling, draft: Draft, audience: FrozenAudience): Promise<void> {
  const list = await listFor(at, draft, audience)
  await within(at.lease, async (tx) => {
    const { workspaceId, campaignId } = draft
    const connectionId = draft.connectionId!
    await setLists(tx, draft, [{ id: list.externalId, name: list.name }])
    const by = HOMING(draft)
    const now = at.homing.now()
    const begun = { connectionId, cause: 'selection' as const, startsItself: true, isExact: true }
    const of = await createPush(tx, at.homing.connectors, { ...begun, by, now })
    const { rows } = await sql`
      insert into push_item (workspace_id, push_id, list_id, person_id, verb)
      select ${workspaceId}::integer, ${of.pushId}::integer, ${list.id}::integer, t.person_id, 'add'
      from campaign_target t where t.workspace_id = ${workspaceId}
        and t.campaign_id = ${campaignId} and t.reason = '' and t.person_id is not null
      order by t.id returning 1`.execute(tx)
    if (rows.length === 0) return moveAudience(tx, draft, sql`step = 'read'`)
    await planPush(tx, { ...of, by, now })
    await waitForPush(tx, draft, of.pushId)
  })
}

interface Made {
  id: number
  externalId: string
  name: string
}

async function listFor(at: Telling, draft: Draft, audience: FrozenAudience): Promise<Made> {
  const kept = await within(at.lease, async (tx) => {
    await moveAudience(tx, draft, sql`list_called_at = coalesce(list_called_at, now())`)
    const { rows } = await sql<Made>`
      select id, external_id as "externalId", name from list
      where workspace_id = ${draft.workspaceId} and id = ${audience.listId}
        and connection_id = ${draft.connectionId} and gone_at is null`.execute(tx)
    return rows[0]
  })
  if (kept !== undefined) return kept
  const asked = {
    connectionId: draft.connectionId!,
    name: nameOf(draft, at.connector.audience?.limits.listNameCharsMax ?? 50),
    by: HOMING(draft),
    isAsked: audience.isListCalled,
  }
  const made = await makeList(at.homing, asked).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error
    throw new Failure('refused', error.message, { whoMustAct: 'you', remedy: error.remedy ?? '' })
  })
  await within(at.lease, (tx) => moveAudience(tx, draft, sql`list_id = ${made.id}`))
  return made
}

/** Named after the campaign, with its number: another campaign may have the same name here. */
function nameOf(draft: Draft, charsMax: number): string {
  const number = numberOf(draft.campaignId)
  return draft.mailing.name.slice(0, charsMax - number.length) + number
}

/** Whether a list at the ESP still has the name it was made with for a campaign. */
export function isNamedFor(name: string, campaignId: number): boolean {
  return name.endsWith(numberOf(campaignId))
}

function numberOf(campaignId: number): string {
  return ` (Homing ${campaignId})`
}
