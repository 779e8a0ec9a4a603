import { Hono } from 'hono'
import { shownContacts } from './contacts.ts'
import { listed } from './envelope.ts'
import { accountsAt, contactsAt, stamp, type Account } from './records.ts'
import type { Env, Vendor } from './vendor.ts'

/** The companies, and behind the link of each its contacts. */
export function accountRoutes(vendor: Vendor): Hono<Env> {
  const { world } = vendor
  const app = new Hono<Env>({ strict: false })
  const find = (id: string, now: number) => {
    return accountsAt(world, now).find((one) => one.id === Number(id))
  }
  app.get('/accounts', (c) => {
    const all = accountsAt(world, c.get('now')).map((one) => shown(c.get('base'), one))
    return listed(vendor, c, all)
  })
  app.get('/accounts/:id{[0-9]+}', (c) => {
    const account = find(c.req.param('id'), c.get('now'))
    return account === undefined ? c.body(null, 404) : c.json(shown(c.get('base'), account))
  })
  app.get('/accounts/:id{[0-9]+}/contacts', (c) => {
    const account = find(c.req.param('id'), c.get('now'))
    if (account === undefined) return c.body(null, 404)
    const states = contactsAt(world, c.get('now')).filter((one) => {
      return one.profile.companyName === account.name
    })
    return listed(vendor, c, shownContacts(vendor, c, states))
  })
  return app
}

/** A company is as old as its first contact. */
function shown(base: string, { id, name, contacts }: Account) {
  return {
    account_id: id,
    account: `${base}/accounts/${id}/`,
    account_name: name,
    created_date: stamp(Math.min(...contacts.map((one) => one.createdAt))),
    updated_date: stamp(Math.max(...contacts.map((one) => one.createdAt))),
    contacts: `${base}/accounts/${id}/contacts/`,
  }
}
