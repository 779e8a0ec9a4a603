import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { subjectIn } from './catalogue.ts'
import { faultsOf } from './check.ts'
import type { Reading } from './conditions.ts'
import { bound, type Fault, type GivenValues, type ViewDefinition } from './definitions/index.ts'

/** A view somebody wants to see now. */
export interface Asked {
  workspaceId: number
  /** Epoch milliseconds: what relative times are relative to. */
  now: number
  definition: ViewDefinition
  /** Values of its parameters. */
  given: GivenValues
  /** Who asked has gone, or thought better of it: what runs is cancelled, where it can be. */
  signal?: AbortSignal
}

export interface Prepared {
  /** With its parameters' values in their places. */
  view: ViewDefinition
  reading: Reading
}

/** A definition ready to be run; refuses one that its subject cannot answer, naming the field. */
export async function prepared(tx: Tx, asked: Asked): Promise<Prepared> {
  const { workspaceId, now, definition, given } = asked
  const subject = await subjectIn(tx, workspaceId, definition.subject)
  const { definition: view, faults } = bound(definition, given)
  refuseFaults([...faults, ...faultsOf(faults.length === 0 ? view : definition, subject)])
  const { time_zone: timeZone } = await tx
    .selectFrom('workspace')
    .select('time_zone')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return { view, reading: { subject, now, timeZone } }
}

/** Refuses to keep a definition that could not be run, whatever its parameters are given. */
export async function refuseUnfit(
  tx: Tx,
  workspaceId: number,
  definition: ViewDefinition,
): Promise<void> {
  const subject = await subjectIn(tx, workspaceId, definition.subject)
  const given = Object.fromEntries(definition.parameters.map((one) => [one.key, one.values ?? []]))
  const { faults } = bound(definition, given)
  const keys = definition.parameters.map(({ key }) => key)
  const twice = keys.filter((key, at) => keys.indexOf(key) < at)
  refuseFaults([
    ...faults,
    ...twice.map((key) => ({ path: ['parameters'], reason: `“${key}” is there twice.` })),
    ...faultsOf(definition, subject),
  ])
}

function refuseFaults(faults: readonly Fault[]): void {
  const [first, ...others] = faults.map(({ path, reason }) => ({
    field: path[0] === 'parameters' ? path.join('.') : ['definition', ...path].join('.'),
    reason,
  }))
  if (first === undefined) return
  throw new Refused(422, first.reason, { field: first.field, also: others })
}
