import { Hono } from 'hono'
import type { Sandbox } from '../sandbox.ts'
import type { VendorKind } from '../vendor.ts'
import { exportCsv, isLayout } from '../world-export/export.ts'
import { peopleCsv } from '../world/people-csv.ts'

type Looked = Pick<Sandbox, 'campaigns' | 'requests' | 'truth' | 'world'> & {
  kind: Pick<VendorKind, 'faxNumberOf'>
}

/** What can be looked at, and changes nothing. */
export function lookRoutes(sandbox: Looked): Hono {
  const app = new Hono()
  app.get('/campaigns', (c) => c.json(named(sandbox.campaigns(), c.req.query('name'))))
  app.get('/truth', (c) => c.json(sandbox.truth()))
  app.get('/contacts', (c) => c.json(holders(sandbox, c.req.query('address'))))
  app.get('/requests', (c) => c.json(sandbox.requests))
  app.get('/export.csv', (c) => {
    const layout = c.req.query('layout') ?? 'generic'
    if (!isLayout(layout)) return c.json({ error: `There is no layout ${layout}.` }, 400)
    c.header('content-type', 'text/csv; charset=utf-8')
    return c.body(exportCsv(sandbox.truth(), layout))
  })
  app.get('/people.csv', (c) => {
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', 'attachment; filename="people.csv"')
    return c.body(peopleCsv(sandbox.world.definition.people, sandbox.kind.faxNumberOf))
  })
  return app
}

function named<T extends { name: string }>(all: readonly T[], name: string | undefined) {
  return all.filter((one) => name === undefined || one.name === name)
}

/** What the ESP holds of one address, or of all. */
function holders({ truth }: Pick<Sandbox, 'truth'>, address: string | undefined) {
  const wanted = address?.toLowerCase()
  return truth().contacts.filter(
    (one) => (wanted ?? one.address.toLowerCase()) === one.address.toLowerCase(),
  )
}
