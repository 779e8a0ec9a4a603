import { counted, errors, listed, written } from './answers.ts'
import { create, fieldsOf, update, type Crm } from './crm.ts'
import type { Form } from './form.ts'
import { findModule, moduleOf, type Module } from './modules.ts'
import { search, UnknownField, type Search } from './query.ts'
import type { Row } from './table.ts'
import type { Vendor } from './vendor.ts'

/** An answer, with a status where that is not 200. */
export interface Answer {
  status?: 404
  body: unknown
}

const nothing: Answer = { status: 404, body: errors.notFound }

/** Calls a function by its name; one that is not there is answered as a missing record is. */
export function call(vendor: Vendor, name: string, form: Form): Answer {
  const list = /^get_([a-z]+)_list(_full|_count)?$/.exec(name)
  try {
    if (list !== null) return listOf(vendor, list, form)
  } catch (error) {
    if (error instanceof UnknownField) return { body: errors.query }
    throw error
  }
  // Users are read under another name than everything else, and cannot be written.
  if (name === 'get_user_details') return detailsOf(vendor.crm, moduleOf('user'), form)
  const [, verb, named = ''] = /^(get|edit)_([a-z]+)$/.exec(name) ?? []
  const module = named === 'user' ? undefined : findModule(named)
  if (module === undefined) return nothing
  return verb === 'get' ? detailsOf(vendor.crm, module, form) : edit(vendor.crm, module, form)
}

function listOf(vendor: Vendor, [, named = '', kind]: RegExpExecArray, form: Form): Answer {
  const module = findModule(named)
  if (module === undefined) return nothing
  const { crm } = vendor
  const asked: Search = { query: form.query_string, keywords: form.keywords }
  const rows = search(crm, module, asked)
  if (kind === '_count') return { body: counted(crm.installation, rows.length) }
  const page = pageOf(vendor, rows, form)
  if (page === undefined) return { body: errors.limit }
  const show = kind === '_full' ? full : brief
  const shown = page.map((row) => show(crm, module, row))
  return { body: listed(crm.installation, shown) }
}

/** The end is a place in the list, not a number of rows. */
function pageOf({ rowsPerPage }: Vendor, rows: readonly Row[], form: Form) {
  const start = placeOf(form.limit_start, 0)
  const end = placeOf(form.limit_end, rows.length)
  if (start === undefined || end === undefined) return undefined
  return rows.slice(start, Math.min(end, start + rowsPerPage))
}

function placeOf(given: string | undefined, usual: number): number | undefined {
  if (given === undefined || given === '') return usual
  return /^\d+$/.test(given) ? Number(given) : undefined
}

function brief(_: Crm, { brief: names }: Module, { id, values }: Row): object {
  return { crmid: id, ...Object.fromEntries(names.map((name) => [name, values[name] ?? ''])) }
}

/** A full list calls the number by another name than all else does. */
function full(crm: Crm, module: Module, row: Row): object {
  return { id: row.id, ...valuesOf(crm, module, row) }
}

function detailsOf(crm: Crm, module: Module, { crmid = '' }: Form): Answer {
  const row = crm.table(module.name).find(crmid)
  if (row === undefined) return nothing
  const about = { crmid: row.id, record_id: row.id, record_module: module.label, permission: '1' }
  return { body: { ...about, ...valuesOf(crm, module, row) } }
}

function valuesOf(crm: Crm, module: Module, { values }: Row): Readonly<Record<string, string>> {
  return Object.fromEntries(fieldsOf(crm, module).map(({ name }) => [name, values[name] ?? '']))
}

/** Makes a record for the number 0, and changes any other that is there. */
function edit(crm: Crm, module: Module, form: Form): Answer {
  const { crmid = '', ...given } = form
  if (crmid === '0') {
    return { body: written(crm.installation, create(crm, module, given).id) }
  }
  const row = crm.table(module.name).find(crmid)
  if (row === undefined) return nothing
  update(crm, module, row, given)
  return { body: written(crm.installation, row.id) }
}
