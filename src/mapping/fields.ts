import { audit } from '../accounts/index.ts'
import { openVendor, type By, type Place } from '../connections/index.ts'
import {
  Failure,
  type Connector,
  type ContactField,
  type FieldsPart,
  type NewField,
  type Vendor,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'

/** The fields of a contact, as an ESP has them now. */
export interface FieldsThere {
  title: string
  connectionName: string
  part: FieldsPart
  fields: ContactField[]
  vendor: Vendor
}

/** Reads which fields a contact has; refuses a connection whose connector knows of none. */
export async function fieldsThere(
  homing: Homing,
  { workspaceId, connectionId, signal }: Place & { signal?: AbortSignal },
): Promise<FieldsThere> {
  const { connector, vendor, connection } = await openVendor(homing, workspaceId, connectionId, {
    purpose: 'person',
    ...(signal && { signal }),
  })
  const part = fieldsPartOf(connector)
  return {
    title: connector.title,
    connectionName: connection.name,
    part,
    fields: [...part.fixed, ...(await part.custom(vendor))],
    vendor,
  }
}

/** How a connector fills the fields of a contact. Refuses one that cannot. */
export function fieldsPartOf(connector: Connector): FieldsPart {
  if (connector.fields !== undefined) return connector.fields
  throw new Refused(409, `Homing cannot fill the fields of a contact at ${connector.title}.`)
}

/**
 * Makes a custom field at the ESP. After an answer that was lost it is looked for by its label, so
 * that nothing is made twice.
 */
export async function makeField(
  homing: Homing,
  { connectionId, by, ...wanted }: NewField & { connectionId: number; by: By },
): Promise<ContactField> {
  const { workspaceId } = by
  const there = await fieldsThere(homing, { workspaceId, connectionId })
  const { part, title, vendor } = there
  refuseField(there, wanted)
  const same = (one: ContactField) => one.label.toLowerCase() === wanted.label.toLowerCase()
  const made = await part.create!(vendor, wanted).catch(async (error: unknown) => {
    const isLost = error instanceof Failure && error.kind === 'temporary'
    const found = isLost ? (await part.custom(vendor)).find(same) : undefined
    if (found === undefined) throw error
    return found
  })
  if (made === 'label_taken') throw taken(title, wanted.label)
  await homing.database.inWorkspace(workspaceId, (tx) =>
    audit(tx, {
      actor: by,
      action: 'make_contact_field',
      subject: 'connection',
      subjectId: connectionId,
      sentence: `Made the field “${made.label}” at “${there.connectionName}”.`,
      at: homing.now(),
    }),
  )
  return made
}

function refuseField({ part, title, fields }: FieldsThere, { label }: NewField): void {
  const { customMax, labelCharsMax } = part.limits
  if (part.create === undefined) throw new Refused(409, `Homing cannot make fields at ${title}.`)
  if ([...label].length > labelCharsMax) {
    const sentence = `The name of a field has ${labelCharsMax} characters at most.`
    throw new Refused(422, sentence, { field: 'label' })
  }
  if (fields.some((one) => one.label.toLowerCase() === label.toLowerCase())) {
    throw taken(title, label)
  }
  if (fields.filter((one) => one.isCustom).length >= customMax) {
    throw new Refused(409, `${title} has ${customMax} custom fields already, and takes no more.`, {
      field: 'label',
      remedy: 'Delete one there that nobody needs.',
    })
  }
}

function taken(title: string, label: string): Refused {
  return new Refused(409, `${title} has a field “${label}” already.`, {
    field: 'label',
    remedy: 'Choose that field, or another name.',
  })
}
