import { sql } from 'kysely'
import { Failure, type RemoteValidity, type ValidityPart } from '../../connectors/index.ts'
import { noteContact } from '../../lists/index.ts'
import {
  beginCall,
  settleWriteBack,
  type DueWriteBack,
  type Settlement,
} from '../../outbox/index.ts'
import { validityOf, type Validity } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { isStillDue } from './situation.ts'
import { lookFor, of, within, type Telling } from './tell.ts'
import {
  deedOfValidity,
  validitySettled,
  type OurMarks,
  type ValidityDeed,
  type ValiditySituation,
} from './validity-deed.ts'

interface Decided {
  deed: Exclude<ValidityDeed, { do: 'nothing' }>
  here: Validity
  ours: OurMarks
}

/**
 * Tells a system whether an address is good: looks at what it holds, decides by what is known at
 * this moment, calls, and reads back. Throws Failure where it is to be tried again, LaneLeft where
 * that is another worker's.
 */
export async function tellValidity(at: Telling, row: DueWriteBack): Promise<void> {
  const { validity: part, vendor, title } = at
  if (part === undefined) {
    const outcome = `${title} keeps no mark that nothing arrives at an address.`
    return within(at, (tx) => settle(at, tx, row, { status: 'not_permitted', outcome }))
  }
  const { held, spelled } = await lookFor(row, (address) => part.find(vendor, address))
  const decided = await within(at, (tx) => decide(at, tx, row, { part, held }))
  if (decided === null) return
  await call(at, row, decided, { part, held: held! })
  const remote = await part.find(vendor, spelled)
  // The mark that is looked at now is this call's: its moment is not known before.
  const ours = { ...decided.ours, isOurs: true, at: null }
  const back = { here: decided.here, ours, remote, part, title }
  const settlement = validitySettled(decided.deed, back)
  if (settlement === null) {
    throw new Failure('temporary', `${title} took it and does not show it yet.`, {
      whoMustAct: 'vendor',
      remedy: 'Homing looks again by itself.',
    })
  }
  await within(at, (tx) => settle(at, tx, row, settlement))
}

/** Null where nothing is to be done, or is settled with it. */
async function decide(
  at: Telling,
  tx: Tx,
  row: DueWriteBack,
  { part, held }: { part: ValidityPart; held: RemoteValidity | null },
): Promise<Decided | null> {
  const place = { ...at.lane.at, row }
  if (!(await isStillDue(tx, place))) return null
  const here = await validityOf(tx, place.workspaceId, row.addressId)
  if (here === null) return null
  const ours = await ourMarks(tx, place, held)
  const situation: ValiditySituation = { here, ours, remote: held, part, title: at.title }
  const deed = deedOfValidity(situation)
  if (deed.do === 'nothing') {
    await settle(at, tx, row, deed.settlement)
    return null
  }
  await beginCall(tx, of(at, row), deed.do)
  return { deed, here, ours }
}

async function ourMarks(
  tx: Tx,
  {
    workspaceId,
    connectionId,
    row,
  }: { workspaceId: number; connectionId: number; row: DueWriteBack },
  held: RemoteValidity | null,
): Promise<OurMarks> {
  const told = (held?.marks ?? []).flatMap(({ mark }) => mark ?? [])
  const { rows } = await sql<{ isOurs: boolean; at: Date | null; words: string[] }>`
    select is_ours as "isOurs", remote_at as at, array(
      select distinct m.mark from write_back m where m.workspace_id = ${workspaceId}
        and m.connection_id = ${connectionId} and m.kind = 'validity'
        and m.mark = any (${told}::text[])) as words
    from write_back where workspace_id = ${workspaceId} and id = ${row.id}`.execute(tx)
  const { isOurs, at, words } = rows[0]!
  return { isOurs, at: at?.getTime() ?? null, words: new Set(words) }
}

function call(
  { vendor }: Telling,
  row: DueWriteBack,
  { deed, here }: Decided,
  { part, held }: { part: ValidityPart; held: RemoteValidity },
): Promise<void> {
  if (deed.do === 'validate') return part.validate(vendor, held, deed.marks)
  const { reason, since } = here
  // What is invalid has a moment since when (people/validity.ts).
  return part.invalidate(vendor, held, { reason, since: since!, mark: row.mark })
}

async function settle(at: Telling, tx: Tx, row: DueWriteBack, settlement: Settlement) {
  await settleWriteBack(tx, of(at, row), settlement)
  if (settlement.remote === undefined) return
  await noteContact(tx, { ...at.lane.at, addressId: row.addressId }, settlement.remote)
}
