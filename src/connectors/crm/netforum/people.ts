import {
  FieldRefused,
  type JsonObject,
  type PeoplePart,
  readRows,
  type RemoteOrganization,
  type RemotePerson,
  type RemoteRecord,
} from '../../sdk/index.ts'
import { pageOfChanges } from './changes.ts'
import { type CustomerModule, CUSTOMER_MODULES, isDeleted, moduleOf } from './customers.ts'
import { rowsIn } from './query.ts'
import { settingsOf } from './settings.ts'
import { isYes, keyIn, momentIn, textIn } from './values.ts'

/** What a record that was never changed says of its change: it moves no walk. */
const NEVER_MS = Date.UTC(1995, 0, 1)

export interface ReadBy {
  zone: string
  /** '' where nobody is told as the owner. */
  ownerColumn: string
}

/** People as they are read by what the settings say of the server's clock and of owners. */
export function peopleBy(by: ReadBy): PeoplePart {
  return {
    modules: CUSTOMER_MODULES.map(({ id, title, holds }) => ({ id, title, holds })),
    page(vendor, { module: id, since }, cursor) {
      const module = moduleOf(id)
      const { ownerColumn } = settingsOf(vendor.settings)
      const dates = ['cst_change_date', `${module.prefix}_change_date`, 'eml_change_date']
      const columns = new Set([...module.columns, ...dates])
      if (isColumnOf(module, ownerColumn)) columns.add(ownerColumn)
      const query = { object: id, key: module.key, columns: [...columns] }
      return pageOfChanges(vendor, { module, query, since }, cursor)
    },
    read(bytes, { module: id }) {
      const module = moduleOf(id)
      return readRows(rowsIn(bytes), (row) => readRecord(row, module, by))
    },
    reader: 'netforum/people@1',
  }
}

/** A column of the other kind of customer is none of this one's. */
function isColumnOf({ prefix }: CustomerModule, column: string): boolean {
  return column.startsWith(`${prefix}_`) || column.startsWith('cst_')
}

type OfRecord = Pick<RemoteRecord, 'id' | 'changedAt'>

function readRecord(row: JsonObject, module: CustomerModule, by: ReadBy): RemoteRecord {
  const of = { id: keyIn(row, module.key), changedAt: changedAtIn(row, by) }
  if (isDeleted(row)) return { type: 'deleted', ...of }
  return module.holds === 'organizations' ? organization(of, row, by) : person(of, row, by)
}

function changedAtIn(row: JsonObject, { zone }: ReadBy): number {
  if (textIn(row['cst_change_date']) === '') return NEVER_MS
  const at = momentIn(row['cst_change_date'], zone)
  if (at === null) throw new FieldRefused('cst_change_date', 'This is no moment.')
  return at
}

function organization(of: OfRecord, row: JsonObject, by: ReadBy): RemoteOrganization {
  return {
    type: 'organization',
    ...of,
    kind: kindIn(row['org_ogt_code']),
    name: textIn(row['org_name']),
    ...placeIn(row),
    addresses: addressesIn(row),
    owner: ownerIn(row, by),
  }
}

function person(of: OfRecord, row: JsonObject, by: ReadBy): RemotePerson {
  const name = textIn(row['cst_org_name_dn'])
  return {
    type: 'person',
    ...of,
    name: '',
    firstName: textIn(row['ind_first_name']),
    lastName: textIn(row['ind_last_name']),
    jobTitle: textIn(row['ixo_title']),
    ...placeIn(row),
    addresses: addressesIn(row),
    faxes: [],
    organization: name === '' ? null : { name, kind: kindIn(row['ixo_rlt_code']) },
    owner: ownerIn(row, by),
  }
}

function placeIn(row: JsonObject) {
  return {
    phone: textIn(row['phn_number']),
    city: textIn(row['adr_city']),
    country: textIn(row['adr_country']),
  }
}

/** Which types of an organization there are is up to the site. */
function kindIn(code: unknown): 'company' | 'household' {
  return /household|family/i.test(textIn(code)) ? 'household' : 'company'
}

/** The primary one: the others are not told with the customer. */
function addressesIn(row: JsonObject): string[] {
  const address = textIn(row['eml_address'])
  return address === '' || isYes(row['eml_delete_flag']) ? [] : [address]
}

function ownerIn(row: JsonObject, { ownerColumn }: ReadBy): { name: string; email: string } | null {
  const name = ownerColumn === '' ? '' : textIn(row[ownerColumn])
  return name === '' ? null : { name, email: name.includes('@') ? name : '' }
}
