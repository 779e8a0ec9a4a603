import { Hono } from 'hono'
import type { Field, FieldType } from '../field.ts'
import { visibleFields, type SObject } from '../objects.ts'
import type { Org } from '../org.ts'
import type { Vendor } from '../vendor.ts'
import { namedObject, version } from './request.ts'

/** What the organization says of its objects, as the API's user may see and write them. */
export function describeRoutes({ org }: Vendor): Hono {
  const app = new Hono()
  app.get('/sobjects', (c) =>
    c.json({
      encoding: 'UTF-8',
      maxBatchSize: 200,
      sobjects: org
        .objects()
        .filter((one) => one.can.query)
        .map((one) => summary(one, version(c))),
    }),
  )
  app.get('/sobjects/:object/describe', (c) => {
    const object = namedObject(org, c.req.param('object'))
    return c.json({
      ...summary(object, version(c)),
      fields: visibleFields(object).map((one) => described(object, one)),
      childRelationships: relationships(org, object),
      recordTypeInfos: recordTypes(org, object),
    })
  })
  app.get('/sobjects/:object', (c) => {
    const object = namedObject(org, c.req.param('object'))
    return c.json({ objectDescribe: summary(object, version(c)), recentItems: [] })
  })
  return app
}

function summary({ name, label, plural, prefix, custom, can }: SObject, of: string) {
  const sobject = `/services/data/${of}/sobjects/${name}`
  return {
    name,
    label,
    labelPlural: plural,
    keyPrefix: prefix,
    custom,
    activateable: false,
    createable: can.create,
    updateable: can.update,
    deletable: can.delete,
    undeletable: can.delete,
    queryable: can.query,
    retrieveable: can.query,
    replicateable: true,
    searchable: true,
    urls: { sobject, describe: `${sobject}/describe`, rowTemplate: `${sobject}/{ID}` },
  }
}

const soapTypes: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
}

function described({ can }: SObject, field: Field) {
  const { name, type, length = 0, access, required, to = [], parent, values = [] } = field
  const choices = values.map((value) => {
    return { active: true, defaultValue: value === field.default, label: value, value }
  })
  return {
    name,
    label: name.replace(/^\w+?__(?=\w+__c$)|__c$/g, '').replaceAll('_', ' '),
    type,
    soapType: soapTypes[type] ?? 'xsd:string',
    length,
    custom: name.endsWith('__c'),
    calculated: false,
    createable: can.create && access !== 'read',
    updateable: can.update && access === 'write',
    nillable: required !== true && type !== 'boolean' && type !== 'id',
    defaultedOnCreate: field.default !== undefined || name === 'OwnerId',
    filterable: field.opaque !== true,
    sortable: field.opaque !== true,
    externalId: field.externalId === true,
    idLookup: type === 'id' || field.externalId === true || type === 'email',
    unique: field.externalId === true,
    restrictedPicklist: field.restricted === true,
    picklistValues: choices,
    referenceTo: to,
    relationshipName: parent ?? null,
  }
}

function relationships(org: Org, { name }: SObject) {
  return org.objects().flatMap((child) =>
    visibleFields(child).flatMap((field) => {
      if (field.children === undefined || field.to?.includes(name) !== true) return []
      return { childSObject: child.name, field: field.name, relationshipName: field.children }
    }),
  )
}

function recordTypes(org: Org, { name }: SObject) {
  const own = org.table('RecordType').by('SobjectType', name)
  const types = own
    .filter((row) => !row.IsDeleted)
    .map((row) => ({
      name: row.Name,
      developerName: row.DeveloperName,
      recordTypeId: row.Id,
      active: row.IsActive,
      available: true,
      defaultRecordTypeMapping: false,
      master: false,
    }))
  const master = { recordTypeId: '012000000000000AAA', active: true, available: true, master: true }
  const usual = { name: 'Master', developerName: 'Master', defaultRecordTypeMapping: true }
  return [...types, { ...usual, ...master }]
}
