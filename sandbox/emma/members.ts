import { Hono } from 'hono'
import type { ContactState } from '../world/world.ts'
import { notFound } from './errors.ts'
import { memberNumbered, numberIn } from './ids.ts'
import { memberShower, memberShown } from './member-resource.ts'
import { on, page } from './paging.ts'
import { stamp } from './stamp.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Members as they are read; whoever was deleted is shown to those who ask for the deleted. */
export function memberRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/members', (c) => {
    const now = c.get('now')
    const all = vendor.world.contactsAt(now).filter((state) => state.address !== '')
    return page(c, askedFor(c, all), memberShower(vendor, now))
  })
  app.get('/members/email/:email', (c) => {
    return one(c, vendor, vendor.world.holderOf(c.req.param('email'), c.get('now')))
  })
  app.get('/members/:id{\\d+}', (c) => {
    return one(c, vendor, memberNumbered(vendor.world, numberIn(c.req.param('id')), c.get('now')))
  })
  app.get('/members/:id{\\d+}/optout', (c) => optOuts(c, vendor))
  return app
}

/** Those who are there, and with `deleted=true` those who were as well. */
export function askedFor(c: Ctx, states: readonly ContactState[]): readonly ContactState[] {
  return on(c, 'deleted') ? states : states.filter((one) => one.deletedAt === undefined)
}

function one(c: Ctx, vendor: Vendor, found: ContactState | undefined) {
  const [state] = askedFor(c, found === undefined ? [] : [found])
  if (state === undefined || state.address === '') return notFound(c, 'member')
  return c.json(memberShown(vendor, state, c.get('now')))
}

/** Who left does so once; the reason is not told. */
function optOuts(c: Ctx, { world, mailings }: Vendor) {
  const state = memberNumbered(world, numberIn(c.req.param('id')), c.get('now'))
  if (state === undefined) return notFound(c, 'member')
  const { optOut } = state
  return page(c, optOut === undefined ? [] : [optOut], ({ at, activityId }) => ({
    timestamp: stamp(at),
    mailing_id: mailings.all().find((one) => one.activity.activityId === activityId)?.id ?? null,
  }))
}
