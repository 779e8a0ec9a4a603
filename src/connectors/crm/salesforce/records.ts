/** What one thing a target did becomes beside the member: a task, an event or an interaction. */
import { Failure, type Vendor } from '../../sdk/index.ts'
import { findShape } from './describe.ts'
import { settingsOf } from './settings.ts'

export type RecordKind =
  | { type: 'task' | 'event'; object: 'Task' | 'Event' }
  /** prefix: the namespace of the package with its line, such as "practifi__". */
  | { type: 'interaction'; object: string; prefix: string }

/** Practifi's namespaces: of its current edition, and of the one before. */
const NAMESPACES = ['practifi', 'cloupra']

const TASK = { type: 'task', object: 'Task' } as const

/**
 * Which records are written here: what the settings say, or what this installation has. null: none.
 * Throws Failure('refused') where what the settings say is not there.
 */
export async function recordKindOf(vendor: Vendor): Promise<RecordKind | null> {
  const { activityRecords: wanted } = settingsOf(vendor.settings)
  if (wanted === 'none') return null
  if (wanted === 'task') return TASK
  if (wanted === 'event') return { type: 'event', object: 'Event' }
  const interaction = await findInteraction(vendor)
  if (interaction) return interaction
  if (wanted === 'auto') return TASK
  throw new Failure('refused', 'Salesforce shows the user no interactions of Practifi.', {
    whoMustAct: 'you',
    remedy:
      'Give the user that the app runs as access to them, enter the namespace of the package, or '
      + 'choose other records in the settings of the connection.',
  })
}

/** An interaction without an external key could not be told twice: it is as if none were there. */
async function findInteraction(vendor: Vendor): Promise<RecordKind | null> {
  const { packagePrefix } = settingsOf(vendor.settings)
  const names = packagePrefix === '' ? NAMESPACES : [packagePrefix.replace(/_+$/, '')]
  for (const name of names) {
    const prefix = `${name}__`
    const object = `${prefix}Interaction__c`
    const shape = await findShape(vendor, object)
    if (shape?.mayCreate && shape.fields.has(`${prefix}External_Id__c`)) {
      return { type: 'interaction', object, prefix }
    }
  }
  return null
}
