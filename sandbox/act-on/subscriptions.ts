import { Hono } from 'hono'
import { field, fields, readForm } from './body.ts'
import { missing, undocumented } from './errors.ts'
import { slice } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function subscriptionRoutes({ categories }: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/subscription/category', (c) => {
    const email = c.req.query('email')
    const shown = categories
      .all()
      .filter((one) => email === undefined || categories.has(email, one))
    return c.json(shown.map(({ id, name, description }) => ({ id, name, description })))
  })
  app.get('/subscription/optout', (c) => {
    const category = categories.named(c.req.query('category') ?? '')
    if (category === undefined) return unknown(c, c.req.query('category'))
    const { rows, ...page } = slice(c, categories.left(category))
    return c.json({ ...page, result: rows.map(({ email, at }) => ({ email, timestamp: at })) })
  })
  app.put('/subscription/optout', async (c) => {
    const form = await readForm(c)
    const email = field(form, 'email')
    if (email === undefined || email === '') return missing(c, 'email')
    const category = categories.named(field(form, 'category') ?? '')
    if (category === undefined) return unknown(c, field(form, 'category'))
    // The page's own sample leaves the action out, and is answered with an opt-in.
    const action = field(form, 'action') ?? 'optin'
    if (action !== 'optin' && action !== 'optout') {
      return undocumented(c, `action must be optin or optout, not ${action}`)
    }
    categories.set(email, category, action, c.get('now'))
    const entry = action === 'optin' ? 'OptIn' : 'OptOut'
    const message = `${entry} entry added for subscription category : ${category.name}`
    return c.json({ status: 'success', message })
  })
  app.put('/subscription/setcategories', async (c) => {
    const form = await readForm(c)
    const email = field(form, 'email')
    if (email === undefined || email === '') return missing(c, 'email')
    const wanted = fields(form, 'category')
    const stranger = wanted.find((name) => categories.named(name) === undefined)
    if (stranger !== undefined) return unknown(c, stranger)
    for (const category of categories.all()) {
      const action = wanted.includes(category.name) ? 'optin' : 'optout'
      categories.set(email, category, action, c.get('now'))
    }
    const message = `Entry added for subscription categories : [${wanted.join(', ')}]`
    return c.json({ status: 'success', message })
  })
  return app
}

function unknown(c: Ctx, name: string | undefined) {
  if (name === undefined || name === '') return missing(c, 'category')
  return undocumented(c, `There is no subscription category ${name}`)
}
