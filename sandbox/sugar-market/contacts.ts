import { Hono } from 'hono'
import type { ContactState } from '../world/world.ts'
import { listed } from './envelope.ts'
import { accountsAt, contactId, contactsAt, stamp, type Account } from './records.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function contactRoutes(vendor: Vendor): Hono<Env> {
  const { world } = vendor
  const app = new Hono<Env>({ strict: false })
  app.get('/contacts', (c) => {
    return listed(vendor, c, shownContacts(vendor, c, contactsAt(world, c.get('now'))))
  })
  app.get('/contacts/:id{[0-9]+}', (c) => {
    const found = contactsAt(world, c.get('now')).filter((one) => {
      return contactId(one) === Number(c.req.param('id'))
    })
    const [shown] = shownContacts(vendor, c, found)
    return shown === undefined ? c.body(null, 404) : c.json(shown)
  })
  return app
}

/** Contacts as records; a field without a value is left out, as in the samples. */
export function shownContacts({ world }: Vendor, c: Ctx, states: readonly ContactState[]) {
  const accounts = new Map(accountsAt(world, c.get('now')).map((one) => [one.name, one]))
  const crmIds = new Map(world.definition.people.map((one) => [one.email, one.externalId]))
  return states.map((state) => ({
    ...shown(c.get('base'), state, accounts.get(state.profile.companyName ?? '')),
    ...some({ crm_id: crmIds.get(state.address) }),
  }))
}

function shown(base: string, state: ContactState, account: Account | undefined) {
  const { profile, permission, optOut } = state
  const id = contactId(state)
  const left = permission === 'unsubscribed'
  return {
    contact_id: id,
    contact: `${base}/contacts/${id}/`,
    email: state.address,
    ...some({
      first_name: profile.firstName,
      last_name: profile.lastName,
      title: profile.jobTitle,
      phone: profile.phones[0]?.number,
    }),
    ...(account && {
      account_id: account.id,
      account_name: account.name,
      account: `${base}/accounts/${account.id}/`,
    }),
    opt_out: left ? 'Y' : 'N',
    ...(left && optOut && { opt_out_date: stamp(optOut.at) }),
    created_date: stamp(state.createdAt),
    updated_date: stamp(state.updatedAt),
  }
}

function some(values: Record<string, string | undefined>): Record<string, string> {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(kept) as Record<string, string>
}
