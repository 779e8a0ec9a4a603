import { fieldOf, type SObject } from './objects.ts'
import type { Org } from './org.ts'
import { Refused } from './refusal.ts'
import type { Row, Value } from './rows.ts'
import { ruleOf } from './rules.ts'
import { stored } from './storing.ts'
import type { Field } from './field.ts'

/** Fields as they come from outside. */
export type Given = Readonly<Record<string, unknown>>

/** The storage of an organization ends somewhere, and so does the memory of a sandbox. */
const mostRecords = 1_500_000

/** Adds a record in the name of a user. Throws what is wrong with it. */
export function create(org: Org, object: SObject, given: Given, by: string): Row {
  if (!object.can.create) throw notFor('inserted', object)
  if (org.records() >= mostRecords) {
    throw new Refused('STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded', { status: 403 })
  }
  const values = readFields(org, object, given, (field) => field.access !== 'read')
  const row: Row = { Id: org.newId(object.prefix), IsDeleted: false }
  for (const field of object.fields.values()) {
    if (field.name in row || field.formula !== undefined) continue
    row[field.name] = values[field.name] ?? field.default ?? null
  }
  if ('OwnerId' in row) row.OwnerId ??= by
  const at = org.now()
  Object.assign(row, { CreatedDate: at, CreatedById: by, ...stampedBy(org, by) })
  complete(object, row)
  ruleOf(object)?.(org, row, undefined)
  unique(org, object, row)
  org.table(object.name).add(row)
  if (object.name === 'Campaign') enterStatuses(org, row.Id, by)
  return row
}

/** Writes to a record in the name of a user. Throws what is wrong with it. */
export function update(org: Org, row: Row, given: Given, by: string): void {
  const object = org.objectOfId(row.Id) as SObject
  if (!object.can.update) throw notFor('updated', object)
  const changes = readFields(org, object, given, (field) => field.access === 'write')
  const next: Row = { ...row }
  for (const [name, value] of Object.entries(changes)) {
    next[name] = object.fields.get(name.toLowerCase())?.type === 'boolean' ? value === true : value
  }
  complete(object, next)
  ruleOf(object)?.(org, next, row)
  unique(org, object, next)
  Object.assign(next, stampedBy(org, by))
  const table = org.table(object.name)
  const changed = Object.entries(next).filter(([name, value]) => row[name] !== value)
  table.set(row, Object.fromEntries(changed))
}

/** Puts a record into the recycle bin, with what cannot be without it. */
export function remove(org: Org, row: Row, by: string): void {
  const object = org.objectOfId(row.Id) as SObject
  if (!object.can.delete) throw notFor('deleted', object)
  if (object.name === 'CampaignMemberStatus') assertUnused(org, row)
  drop(org, row, by)
}

/** Which records go with their parent, by the name of the object and of its reference. */
const belongings: Readonly<Record<string, readonly [string, string][]>> = {
  Account: [['Contact', 'AccountId']],
  Contact: [['CampaignMember', 'ContactId']],
  Lead: [['CampaignMember', 'LeadId']],
  Campaign: [
    ['CampaignMember', 'CampaignId'],
    ['CampaignMemberStatus', 'CampaignId'],
  ],
}

function drop(org: Org, row: Row, by: string): void {
  const { name } = org.objectOfId(row.Id) as SObject
  org.table(name).set(row, { IsDeleted: true, ...stampedBy(org, by) })
  for (const [object, reference] of belongings[name] ?? []) {
    for (const one of org.table(object).by(reference, row.Id)) {
      if (!one.IsDeleted) drop(org, one, by)
    }
  }
}

function assertUnused(org: Org, row: Row): void {
  const members = org.table('CampaignMember').by('CampaignId', row.CampaignId ?? null)
  const used = members.some((one) => !one.IsDeleted && one.Status === row.Label)
  if (row.IsDefault !== true && !used) return
  const message = 'A status that is the default or is in use cannot be deleted'
  throw new Refused('DELETE_FAILED', message)
}

/** The two that every new campaign has. */
function enterStatuses(org: Org, CampaignId: string, by: string): void {
  const object = org.object('CampaignMemberStatus') as SObject
  create(org, object, { CampaignId, Label: 'Sent', SortOrder: 1, IsDefault: true }, by)
  create(org, object, { CampaignId, Label: 'Responded', SortOrder: 2, HasResponded: true }, by)
}

function readFields(
  org: Org,
  object: SObject,
  given: Given,
  may: (field: Field) => boolean,
): Record<string, Value> {
  const values: Record<string, Value> = {}
  const kept: string[] = []
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(object, name)
    if (field === undefined) {
      const message = `No such column '${name}' on sobject of type ${object.name}`
      throw new Refused('INVALID_FIELD', message)
    }
    if (may(field)) values[field.name] = stored(org, field, value)
    else kept.push(field.name)
  }
  if (kept.length === 0) return values
  const message = `Unable to create/update fields: ${kept.join(', ')}. Please check the security \
settings of this field and verify that it is read/write for your profile or permission set.`
  throw new Refused('INVALID_FIELD_FOR_INSERT_UPDATE', message, { fields: kept })
}

function complete(object: SObject, row: Row): void {
  const missing = [...object.fields.values()].filter(
    ({ name, required }) => required === true && (row[name] ?? null) === null,
  )
  if (missing.length === 0) return
  const fields = missing.map(({ name }) => name)
  const message = `Required fields are missing: [${fields.join(', ')}]`
  throw new Refused('REQUIRED_FIELD_MISSING', message, { fields })
}

function unique(org: Org, object: SObject, row: Row): void {
  for (const { name, externalId } of object.fields.values()) {
    if (externalId !== true || (row[name] ?? null) === null) continue
    const others = org.table(object.name).by(name, row[name] ?? null)
    const other = others.find((one) => !one.IsDeleted && one.Id !== row.Id)
    if (other === undefined) continue
    const message = `duplicate value found: ${name} duplicates value on record with id: ${other.Id}`
    throw new Refused('DUPLICATE_VALUE', message, { fields: [name] })
  }
}

function stampedBy(org: Org, by: string) {
  const at = org.now()
  return { LastModifiedDate: at, LastModifiedById: by, SystemModstamp: at }
}

function notFor(what: string, { name }: SObject): Refused {
  return new Refused('INVALID_TYPE_FOR_OPERATION', `entity type cannot be ${what}: ${name}`)
}
