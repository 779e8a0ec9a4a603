import { valuesOf, type Crm } from '../sugar-data/crm.ts'
import type { Field } from '../sugar-data/field.ts'
import type { Module } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import { SugarFault } from './errors.ts'
import { told } from './moment.ts'

/** These are in every answer, whichever fields were asked for. */
const always = ['id', 'date_modified']

/** A record as it is answered; one that is deleted tells no more than that it is. */
export function recordOf(crm: Crm, module: Module, row: Row, asked?: readonly string[]) {
  if (row.deleted === '1') {
    const date_modified = told(row.date_modified ?? '')
    return { id: row.id, date_modified, deleted: true, _module: module.name }
  }
  const values = valuesOf(crm, module, row)
  const wanted = module.fields.filter(
    ({ name }) => asked === undefined || always.includes(name) || asked.includes(name),
  )
  const shown = wanted.map((field) => [
    field.name,
    field.type === 'email' ? emailsOf(crm, row.id) : valueOf(field, values[field.name] ?? ''),
  ])
  return { ...Object.fromEntries(shown), _acl: { fields: {} }, _module: module.name }
}

function valueOf({ type }: Field, value: string): unknown {
  if (type === 'bool') return value === '1'
  if (type === 'int') return value === '' ? null : Number(value)
  return type === 'datetime' && value !== '' ? told(value) : value
}

/** The addresses of a record, its primary one first; the flags are those of the address. */
function emailsOf(crm: Crm, id: string) {
  return crm.addresses.of(id).map((row, at) => ({
    email_address: row.email_address,
    opt_out: row.opt_out,
    invalid_email: row.invalid_email,
    primary_address: at === 0 ? '1' : '0',
  }))
}

/** A record that must be there. */
export function liveRow(crm: Crm, module: Module, id: string): Row {
  const row = crm.rows(module.name).live(id)
  if (row !== undefined) return row
  throw new SugarFault('not_found', `Could not find record: ${id} in module: ${module.name}`)
}
