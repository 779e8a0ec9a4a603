import { Hono } from 'hono'
import { isoTime } from '../world/time.ts'
import { physicalAddress } from './campaign-resource.ts'
import { badRequest } from './errors.ts'
import { needs } from './gate.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

const privileges = [
  'account:read',
  'account:update',
  'contacts:read',
  'contacts:write',
  'contacts:lists:read',
  'contacts:lists:write',
  'campaign:read',
  'campaign:create',
  'ui:campaign:metrics',
  'campaign:write',
  'campaign:send',
  'campaign:delete',
]

export function accountRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/account/summary', needs('account_read'), (c) => summary(c, vendor))
  app.get('/account/summary/physical_address', needs('account_read'), (c) =>
    c.json(physicalAddress(vendor.world.definition.account)),
  )
  app.get('/account/emails', needs('account_read'), (c) => emails(c, vendor))
  app.get('/account/user/privileges', (c) =>
    c.json(privileges.map((name, index) => ({ privilege_id: 30 + index, privilege_name: name }))),
  )
  return app
}

function summary(c: Ctx, { world }: Vendor) {
  const { account } = world.definition
  const extra = (c.req.query('extra_fields') ?? '').split(',')
  const { state, country } = account.address
  return c.json({
    contact_email: account.emails[0]?.address,
    contact_phone: account.phone,
    country_code: country,
    encoded_account_id: account.encodedAccountId,
    first_name: account.firstName,
    last_name: account.lastName,
    organization_name: account.organizationName,
    organization_phone: account.phone,
    state_code: state,
    time_zone_id: account.timeZone,
    website: account.website,
    ...(extra.includes('physical_address') && {
      physical_address: physicalAddress(account),
    }),
  })
}

function emails(c: Ctx, { world }: Vendor) {
  const query = new URL(c.req.url).searchParams
  if ([...query.keys()].length > 1) {
    return badRequest(c, 'Only one query parameter may be used at a time', 'account.api')
  }
  const status = query.get('confirm_status')
  const role = query.get('role_code')
  const address = query.get('email_address')
  const rows = world.definition.account.emails.map((email, index) => ({
    email_address: email.address,
    email_id: index + 1,
    confirm_status: email.confirmed ? 'CONFIRMED' : 'UNCONFIRMED',
    ...(email.confirmed && {
      confirm_time: isoTime(world.start - 900 * 86_400_000),
      confirm_source_type: 'SITE_OWNER',
    }),
    roles: email.roles,
    pending_roles: email.confirmed ? [] : ['OTHER'],
  }))
  return c.json(
    rows.filter(
      (row) =>
        (status === null || row.confirm_status.startsWith(status))
        && (role === null || row.roles.some((one) => one.startsWith(role)))
        && (address === null || row.email_address === address.toLowerCase()),
    ),
  )
}
