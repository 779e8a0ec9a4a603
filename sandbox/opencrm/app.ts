import { Hono, type Context } from 'hono'
import { errors } from './answers.ts'
import { readForm, type Form } from './form.ts'
import { call } from './functions.ts'
import { apiPath } from './paths.ts'
import { clientId, type Keys, type Vendor } from './vendor.ts'

const refused = `<!doctype html><html><head><title>403 Forbidden</title></head>
<body><h1>Forbidden</h1></body></html>`

/** The simulated vendor as one function from request to answer. */
export function createOpenCrm(vendor: Vendor): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    // The firewall stands before the API and answers in its own way.
    if (isUnwanted(c.req.header('user-agent'))) return c.html(refused, 403)
    return next()
  })
  app.post(`${apiPath}/login`, (c) => signIn(vendor, c))
  app.post(`${apiPath}/:function`, (c) => answer(vendor, c))
  app.notFound((c) => c.json(errors.notFound, 404))
  return app
}

function isUnwanted(userAgent = ''): boolean {
  return userAgent.trim() === '' || /^curl\b|python/i.test(userAgent)
}

async function signIn(vendor: Vendor, c: Context): Promise<Response> {
  const { key, passkey } = await formOf(c)
  if (!fits(vendor.keys, key, passkey)) return c.json(errors.unauthorized)
  if (vendor.limits.book(clientId) !== undefined) return c.json(errors.tooMany, 429)
  const accesskey = vendor.sessions.open()
  switch (vendor.crm.installation.login) {
    case 'object':
      return c.json({ accesskey })
    case 'text':
      return c.json(accesskey)
    case 'bare':
      return c.text(accesskey)
  }
}

async function answer(vendor: Vendor, c: Context): Promise<Response> {
  const form = await formOf(c)
  if (!isAuthorized(vendor, c, form)) return c.json(errors.unauthorized)
  if (vendor.limits.book(clientId) !== undefined) return c.json(errors.tooMany, 429)
  const { status = 200, body } = call(vendor, c.req.param('function') ?? '', form)
  return c.json(body, status)
}

function isAuthorized({ crm, keys, sessions }: Vendor, c: Context, form: Form): boolean {
  const { formKey } = crm.installation
  const names = formKey === 'either' ? (['key', 'apikey'] as const) : [formKey]
  if (names.some((name) => fits(keys, form[name], form.passkey))) return true
  if (fits(keys, c.req.header('KEY1'), c.req.header('KEY2'))) return true
  return sessions.isOpen(form.accesskey ?? '')
}

function fits(keys: Keys, apiKey: string | undefined, passKey: string | undefined): boolean {
  return apiKey === keys.apiKey && passKey === keys.passKey
}

async function formOf(c: Context): Promise<Form> {
  return readForm(await c.req.text(), c.req.header('content-type'))
}
