import { Hono, type Context } from 'hono'
import type { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'
import { outboxNames } from './firm/outbox.ts'
import {
  addPerson,
  closeClient,
  editClient,
  editPerson,
  flag,
  isClient,
  isPerson,
} from './firm/staff.ts'
import { list, removePerson, type Program } from './firm/staff.ts'
import { prefix, schema } from './firm/views.ts'
import { hasColumn, troubleInput } from './trouble.ts'
import type { Vendor } from './vendor.ts'

const flagsInput = z.strictObject({
  address: z.string(),
  optOut: z.boolean().optional(),
  invalid: z.boolean().optional(),
})
const givenInput = z.record(z.string(), z.string().nullable())
const jobInput = z.strictObject({ takesWishes: z.boolean() })
const sqlInput = z.strictObject({ sql: z.string() })

/** What can be looked at past the wire, what the firm does, and what can go wrong. */
export function controlRoutes(vendor: Vendor): Hono {
  const app = new Hono().basePath('/crm')
  app.route('/', looks(vendor))
  app.route('/', staffButtons(vendor))
  app.route('/', jobButtons(vendor))
  app.route('/', serverButtons(vendor))
  return app
}

function looks({ engine, job, heard }: Vendor): Hono {
  const app = new Hono()
  app.get('/told', async (c) => {
    // As if the firm's job had just been through.
    await job.run()
    const [told] = await engine.asOwner((db) => rowsOf(db, whatWasTold))
    return c.json(told)
  })
  app.get('/lists', async (c) => c.json(await engine.asOwner((db) => rowsOf(db, lists))))
  app.get('/addresses', async (c) => {
    const address = c.req.query('address') ?? ''
    const found = await engine.asOwner((db) => rowsOf(db, holders, [address]))
    return found.length === 0 ? nothing(c) : c.json(found)
  })
  app.get('/records/:view/:id?', async (c) => {
    const { view, id } = c.req.param()
    if (view !== 'people' && view !== 'organizations') return nothing(c)
    const sql = `select * from ${schema}.${prefix}${view} where id::text = coalesce($1, id::text)
      order by id`
    const found = await engine.asOwner((db) => rowsOf(db, sql, [id ?? null]))
    if (id === undefined) return c.json(found)
    return found[0] === undefined ? nothing(c) : c.json(found[0])
  })
  app.get('/outbox/:table', async (c) => {
    const table = outboxNames.find((one) => one === c.req.param('table'))
    if (table === undefined) return nothing(c)
    const sql = `select * from ${schema}.${prefix}${table} order by told_at, mark`
    return c.json(await engine.asOwner((db) => rowsOf(db, sql)))
  })
  app.get('/statements', (c) => c.json(heard))
  return app
}

/** Everything as it stands in the tables, and nothing that the sandbox remembers besides. */
const whatWasTold = `select
  (select count(*)::int from ${schema}.${prefix}campaigns) as campaigns,
  (select count(*)::int from ${schema}.${prefix}activities) as activities,
  (select count(*)::int from ${schema}.${prefix}people
    where opted_out and not deleted) as "optedOut",
  (select count(*)::int from ${schema}.${prefix}people
    where invalid = 1 and not deleted) as invalid`

const lists = `select l.*, array(
    select person_id from ${schema}.${prefix}list_members m where m.list_id = l.id order by 1
  ) as members
  from ${schema}.${prefix}lists l order by l.id`

const holders = `select id, opted_out as "optOut", invalid = 1 as invalid
  from ${schema}.${prefix}people
  where lower($1) in (lower(email), lower(email2), lower(email3)) order by id`

function staffButtons({ engine, moments }: Vendor): Hono {
  const app = new Hono()
  const inProgram = <T>(work: (program: Program) => Promise<T>) =>
    engine.asOwner((db) => work({ db, now: moments }))
  app.post('/addresses', async (c) => {
    const input = flagsInput.safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    const { address, ...flags } = input.data
    return done(c, (await inProgram((one) => flag(one, address, flags))) > 0)
  })
  app.post('/records/people', async (c) => {
    const input = givenInput.refine(isPerson).safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    return c.json({ id: await inProgram((one) => addPerson(one, input.data)) }, 201)
  })
  app.patch('/records/people/:id{\\d+}', async (c) => {
    const input = givenInput.refine(isPerson).safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    return done(c, await inProgram((one) => editPerson(one, Number(c.req.param('id')), input.data)))
  })
  app.patch('/records/organizations/:id', async (c) => {
    const input = givenInput.refine(isClient).safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    return done(c, await inProgram((one) => editClient(one, c.req.param('id'), input.data)))
  })
  app.delete('/records/people/:id{\\d+}', async (c) => {
    const how = c.req.query('how') === 'gone' ? 'gone' : 'struck-off'
    return done(c, await inProgram((one) => removePerson(one, Number(c.req.param('id')), how)))
  })
  app.delete('/records/organizations/:id', async (c) => {
    return done(c, await inProgram((one) => closeClient(one, c.req.param('id'))))
  })
  app.on(['PUT', 'DELETE'], '/lists/:list/:id{\\d+}', async (c) => {
    const { list: code, id } = c.req.param()
    const change = { personNo: Number(id), on: c.req.method === 'PUT' }
    return done(c, await inProgram((one) => list(one, code, change)))
  })
  return app
}

function jobButtons({ job }: Vendor): Hono {
  const app = new Hono()
  app.get('/job', (c) => c.json({ takesWishes: job.isOn }))
  app.patch('/job', async (c) => {
    const input = jobInput.safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    job.isOn = input.data.takesWishes
    return c.json({ takesWishes: job.isOn })
  })
  app.post('/wishes/take', async (c) => c.json({ taken: await job.take() }))
  return app
}

function serverButtons({ engine, trouble, server }: Vendor): Hono {
  const app = new Hono()
  app.post('/trouble', async (c) => {
    const input = troubleInput.safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    if (input.data.kind === 'column-missing' && !hasColumn(input.data)) return nothing(c)
    await trouble.make(input.data)
    return c.body(null, 204)
  })
  app.delete('/trouble', async (c) => {
    await trouble.end()
    return c.body(null, 204)
  })
  app.delete('/sessions', (c) => {
    server.endAll()
    return c.body(null, 204)
  })
  app.post('/sql', async (c) => {
    const input = sqlInput.safeParse(await bodyOf(c))
    if (!input.success) return wrong(c, input.error)
    try {
      const results = await engine.asOwner((db) => db.exec(input.data.sql))
      return c.json(results.at(-1)?.rows ?? [])
    } catch (error) {
      return c.json({ error: (error as Error).message }, 400)
    }
  })
  return app
}

async function rowsOf(db: PGlite, sql: string, values: unknown[] = []): Promise<object[]> {
  return (await db.query<object>(sql, values)).rows
}

function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined)
}

function wrong(c: Context, error: z.ZodError): Response {
  return c.json({ error: z.prettifyError(error) }, 400)
}

function done(c: Context, success: boolean): Response {
  return success ? c.body(null, 204) : nothing(c)
}

function nothing(c: Context): Response {
  return c.json({ error: 'There is nothing of that kind.' }, 404)
}
