import { Hono } from 'hono'
import { valuesOf, type Crm } from '../sugar-data/crm.ts'
import type { Module, ModuleName } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import type { Access } from './access.ts'
import { SugarFault } from './errors.ts'
import { pageOf, readPage } from './list-query.ts'
import { sugarModule } from './modules.ts'
import type { Vendor } from './vendor.ts'

const searched: readonly ModuleName[] = ['Users', 'Accounts', 'Contacts', 'Leads', 'Prospects']

const sortable = ['id', 'name', 'email']

type Recipient = ReturnType<typeof recipientsOf>[number]

/** Who can be written to: everybody's addresses, each with its id and whether it is opted out. */
export function recipientRoutes({ crm, access, rowsPerPage }: Vendor): Hono {
  const app = new Hono()
  app.get('/Mail/recipients/find', (c) => {
    const { q = '', module_list: list = 'all', order_by: order = '' } = c.req.query()
    const wanted = q.trim().toLowerCase()
    const found = modulesIn(list, access).flatMap((module) => {
      const rows = crm.rows(module.name).all()
      const there = rows.filter((row) => row.deleted !== '1')
      return there.flatMap((row) => recipientsOf(crm, module, row))
    })
    const fitting = found.filter(({ name, email }) => {
      return [name, email].some((text) => text.toLowerCase().includes(wanted))
    })
    const sorted = [...fitting].sort(by(order))
    const { next_offset, page } = pageOf(sorted, readPage(c.req.query()), rowsPerPage)
    return c.json({ next_offset, records: page })
  })
  return app
}

function modulesIn(list: string, access: Access): readonly Module[] {
  const asked = list.toLowerCase() === 'all' ? searched : list.split(',')
  const names = asked.map((one) => {
    const name = searched.find((known) => known.toLowerCase() === one.trim().toLowerCase())
    if (name !== undefined) return name
    throw new SugarFault('invalid_parameter', 'There is no such module to search.')
  })
  return names.filter((one) => access.of(one) !== 'none').map(sugarModule)
}

function recipientsOf(crm: Crm, module: Module, row: Row) {
  const addresses = crm.addresses.of(row.id)
  if (addresses.length === 0) return []
  const { name = '' } = valuesOf(crm, module, row)
  return addresses.map((address) => ({
    id: row.id,
    _module: module.name,
    name,
    email: address.email_address ?? '',
    email_address_id: address.id,
    opt_out: address.opt_out === '1',
    _acl: { fields: {} },
  }))
}

function by(order: string) {
  const columns = order.split(',').flatMap((part) => {
    const [name = '', way = 'asc'] = part.trim().split(':')
    const sign = way.toLowerCase() === 'desc' ? -1 : 1
    return sortable.includes(name) ? [{ name: name as 'id' | 'name' | 'email', sign }] : []
  })
  return (one: Recipient, other: Recipient) => {
    for (const { name, sign } of columns) {
      if (one[name] !== other[name]) return one[name] < other[name] ? -sign : sign
    }
    return 0
  }
}
