import { Hono } from 'hono'
import type { Env, Vendor } from './vendor.ts'

/** Digits made of the account's own name, the same whenever the world is told. */
export function accountNumber({ world }: Pick<Vendor, 'world'>): number {
  const digits = [...world.definition.account.encodedAccountId].map((one) => one.charCodeAt(0))
  return 10_000 + (digits.reduce((sum, one) => sum * 31 + one, 7) % 89_999)
}

export function accountRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/account', (c) => {
    const { account } = vendor.world.definition
    const login = account.emails[0]?.address
    return c.json({
      account_id: accountNumber(vendor),
      cname: new URL(account.website).hostname,
      user_name: `${account.firstName} ${account.lastName}`,
      user_email: login,
      account_name: account.organizationName,
      user_type: 'Marketing',
      isAdmin: true,
      login,
      time_zone: account.timeZone,
    })
  })
  return app
}
