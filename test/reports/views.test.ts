import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { sql } from '../database.ts'
import { prepareGround, take } from '../ledger/world.ts'
import { unzipped } from '../unzipped.ts'

const DAY = 24 * 3_600_000

let homing: TestHoming
const keys: Record<string, string> = {}

/** Two campaigns, the second a day ago; Ada and Ben left it, Cleo only opened, Dora left the first. */
beforeAll(async () => {
  homing = await freshHoming()
  for (const role of ['viewer', 'editor', 'manager', 'administrator'] as const) {
    keys[role] = await homing.keyFor(role)
  }
  keys.colleague = await homing.keyFor('editor')
  const { database, workspaceId } = homing
  const sentAt = homing.now() - DAY
  const ground = await prepareGround(database, workspaceId)
  await database.inWorkspace(workspaceId, async (tx) => {
    await sql`update campaign set sent_at = ${new Date(sentAt)}
      where id = ${ground.campaigns[1]!}`.execute(tx)
    await sql`update campaign set sent_at = ${new Date(sentAt - 30 * DAY)}
      where id = ${ground.campaigns[0]!}`.execute(tx)
    await sql`insert into owner (workspace_id, name)
      values (${workspaceId}, 'Ruth'), (${workspaceId}, 'Sam')`.execute(tx)
    for (const [name, owner] of [
      ['Ada', 'Ruth'],
      ['Ben', 'Sam'],
      ['Cleo', 'Sam'],
      ['Dora', 'Ruth'],
    ] as const) {
      await sql`
        with p as (insert into person (workspace_id, origin, name, owner_id)
          select ${workspaceId}, 'import', ${name}, id from owner where name = ${owner}
          returning id),
        a as (insert into address (workspace_id, address, canonical)
          values (${workspaceId}, ${addressOf(name)}, ${addressOf(name)}) returning id)
        insert into person_address (workspace_id, person_id, address_id, is_primary)
        select ${workspaceId}, p.id, a.id, true from p, a`.execute(tx)
    }
  })
  const event = (
    kind: FeedbackEvent['kind'],
    name: string,
    activity = 'A2',
    reason?: string,
  ): FeedbackEvent => ({
    ...{ kind, address: addressOf(name), activity },
    occurredAt: sentAt + (kind === 'sent' ? 0 : 7_200_000 + name.length),
    ...(reason !== undefined && { reason }),
  })
  await take(ground, [
    ...['Ada', 'Ben', 'Cleo'].map((name) => event('sent', name)),
    event('sent', 'Dora', 'A1'),
    event('open', 'Cleo'),
    event('opt_out', 'Ada', 'A2', 'Too many'),
    event('opt_out', 'Ben', 'A2', '=No longer, "a client"'),
    event('opt_out', 'Dora', 'A1', 'Moved away'),
  ])
}, 60_000)
afterAll(() => homing.close())

const addressOf = (name: string) => `${name.toLowerCase()}@example.com`
const PEOPLE = { version: 1, subject: 'people', columns: ['person'] }

async function ask(method: string, path: string, key: string, body?: unknown) {
  const response = await homing.ask(method, path, { key: keys[key]!, body })
  const text = await response.text()
  return { status: response.status, text, json: () => JSON.parse(text) }
}
const textsOf = (xml: string) =>
  [...xml.matchAll(/<t [^>]*>([^<]*)</g)].map(([, text]) => text!.replaceAll('&quot;', '"'))
const run = async (definition: unknown, more: object = {}) =>
  ask('POST', '/api/views/run', 'viewer', { definition, ...more })

describe('the most recent campaign', () => {
  test('who opted out, with names, the reason of each, and the owner', async () => {
    const found = await ask('POST', '/api/views/who-opted-out/run', 'viewer', {})
    const { columns, rows } = found.json()
    const at = (id: string) => columns.findIndex((column: { id: string }) => column.id === id)
    const told = rows.map((row: unknown[]) => [
      (row[at('person')] as { name: string }).name,
      ...[row[at('opt_out_reason')], row[at('owner')]],
    ])
    expect(told.sort()).toEqual([
      ['Ada', 'Too many', 'Ruth'],
      ['Ben', '=No longer, "a client"', 'Sam'],
    ])
  })

  test('as CSV, for who may export, safe to open', async () => {
    const found = await ask('GET', '/api/views/who-opted-out/view.csv', 'editor')
    expect(found.text.split('\r\n')[0]).toContain('Person,Address,Opt-out’s reason,Owner')
    expect(found.text).toContain('"\'=No longer, ""a client""",Sam')
    expect((await ask('GET', '/api/views/who-opted-out/view.csv', 'viewer')).status).toBe(403)
  })

  test('as a workbook that says what was asked, and as PDF', async () => {
    const file = async (format: string, view = 'who-opted-out') => {
      const path = `/api/views/${view}/view.${format}`
      const response = await homing.ask('GET', path, { key: keys['editor']! })
      expect(response.headers.get('content-disposition')).toContain(`view.${format}`)
      return Buffer.from(await response.arrayBuffer())
    }
    const sheets = unzipped(await file('xlsx'))
    const about = textsOf(sheets['xl/worksheets/sheet1.xml']!)
    expect(about).toContain('Who opted out of the most recent campaign')
    expect(about.join('\n')).toMatch(/^Campaign is among the latest 1 and .* is yes$/m)
    expect(about).toContain('2 rows')
    expect(textsOf(sheets['xl/worksheets/sheet2.xml']!)).toContain('=No longer, "a client"')
    const groups = unzipped(await file('xlsx', 'opt-outs-by-owner'))['xl/worksheets/sheet2.xml']!
    const [, sam] = groups.split('<t xml:space="preserve">Sam</t></is></c>')
    // How many, and the rate as the part, what it is of, and what it is in.
    expect([...sam!.matchAll(/<v>([^<]*)<\/v>/g)].map(([, value]) => value).slice(0, 4)).toEqual([
      '1',
      '0.5',
      '1',
      '2',
    ])
    expect((await file('pdf')).subarray(0, 5).toString()).toBe('%PDF-')
    const viewers = await homing.ask('GET', '/api/views/who-opted-out/view.pdf', {
      key: keys['viewer']!,
    })
    expect(viewers.status).toBe(403)
  })

  test('by owner, each figure opening the people it counts', async () => {
    const { definition } = (await ask('GET', '/api/views/opt-outs-by-owner', 'viewer')).json()
    const { rows } = (await run(definition)).json()
    expect(rows.toSorted()).toEqual([
      ['Ruth', 1, { part: 1, whole: 1, rate: 1 }],
      ['Sam', 1, { part: 1, whole: 2, rate: 0.5 }],
    ])
    const asked = { definition, group: ['Sam'], measure: 'rate', part: 'whole' }
    const opened = (await ask('POST', '/api/views/open', 'viewer', asked)).json()
    const behind = (await run(opened.definition)).json()
    expect(behind.rows).toHaveLength(2)
    const size = await ask('POST', '/api/views/size', 'viewer', { definition })
    expect(size.json()).toMatchObject({
      count: 2,
      totals: [2, { part: 2, whole: 3, rate: 2 / 3 }],
    })
  })

  test('a parameter reaches further back', async () => {
    const where = { column: 'campaign', is: 'latest', parameter: 'campaigns' }
    const definition = {
      ...{ version: 1, subject: 'recipients', columns: ['person'], where },
      parameters: [{ key: 'campaigns', title: 'How many campaigns' }],
    }
    const two = await run(definition, { parameters: { campaigns: [2] } })
    expect(two.json().rows).toHaveLength(4)
    const none = await run(definition)
    expect([none.status, none.json()]).toMatchObject([
      422,
      { errors: [{ field: 'parameters.campaigns', reason: 'Give “How many campaigns”.' }] },
    ])
  })
})

describe('what cannot be answered is refused in words', () => {
  const base = { version: 1, subject: 'recipients', columns: ['person'] }
  const group = (measure: object, by: object[] = []) => ({
    ...{ version: 1, subject: 'recipients' },
    group: { by, measures: [{ key: 'm', ...measure }] },
  })
  test.each([
    [{ ...base, columns: ['shoe'] }, 'columns.0', 'Recipients have no column “shoe”.'],
    [{ ...base, columns: [] }, 'columns', 'Choose at least one column.'],
    [
      { ...base, where: { all: [{ column: 'opens', is: 'contains', values: ['a'] }] } },
      'where.all.0.is',
      '“Opens” is compared by is, above, below, at_least, at_most, known, not by contains.',
    ],
    [
      { ...base, where: { not: { column: 'channel', is: 'is', values: ['post'] } } },
      'where.not.values',
      '“Channel” is never “post”, but one of: email, fax.',
    ],
    [
      { ...base, where: { column: 'first_open_at', is: 'in', values: ['May'] } },
      'where.values',
      '“First open” is compared with periods, such as',
    ],
    [{ ...base, sort: [{ by: 'shoe' }] }, 'sort.0.by', 'Recipients have no column “shoe”.'],
    [
      group({ is: 'sum', column: 'person' }),
      'group.measures.0.column',
      '“Person” is not summed: it is no figure.',
    ],
    [
      group({ is: 'count' }, [{ column: 'first_open_at' }]),
      'group.by.0.unit',
      'Say by what “First open” is put together',
    ],
    [
      group({ is: 'count' }, [{ column: 'owner', unit: 'month' }]),
      'group.by.0.unit',
      '“Owner” is no time, and has no month.',
    ],
    [
      { ...group({ is: 'count' }), sort: [{ by: 'person' }] },
      'sort.0.by',
      'Groups are not sorted by “person”: it is not among them.',
    ],
  ])('%j', async (definition, field, sentence) => {
    const { status, json } = await run(definition)
    expect(status).toBe(422)
    expect(json().errors[0].field).toBe(`definition.${field}`)
    expect(json().detail).toContain(sentence)
  })

  test('a tree too deep, and a cursor of another view', async () => {
    let where: object = { column: 'opened', is: 'is', values: [true] }
    for (let depth = 0; depth < 50; depth++) where = { not: where }
    expect((await run({ ...base, where })).status).toBe(422)
    const { next } = (await run(base, { limit: 1 })).json()
    expect((await run(base, { limit: 1, after: next })).json().rows).toHaveLength(1)
    expect((await run(PEOPLE, { after: next })).status).toBe(400)
    expect((await run(base, { after: 'nonsense' })).status).toBe(400)
  })
})

describe('a saved view', () => {
  const save = async (key: string, more: object = {}) =>
    (
      await ask('POST', '/api/views', key, { name: 'Everybody', definition: PEOPLE, ...more })
    ).json()
  const see = async (key: string, id: string) => (await ask('GET', `/api/views/${id}`, key)).status

  test('is seen by whom its owner says, and changed by its owner or an administrator', async () => {
    const own = await save('editor')
    expect([await see('editor', own.id), await see('colleague', own.id)]).toEqual([200, 404])
    expect(await see('administrator', own.id)).toBe(200)
    const ofManagers = await save('editor', { seenBy: 'roles', roles: ['manager'] })
    expect([await see('manager', ofManagers.id), await see('viewer', ofManagers.id)]).toEqual([
      ...[200, 404],
    ])
    const shared = await save('editor', { seenBy: 'everybody' })
    expect(await see('viewer', shared.id)).toBe(200)
    const words = { name: 'Mine', definition: PEOPLE, version: 1 }
    const byColleague = await ask('PUT', `/api/views/${shared.id}`, 'colleague', words)
    expect([byColleague.status, byColleague.json().detail]).toEqual([
      ...[403, '“Everybody” is a view of editor.'],
    ])
    expect((await ask('PUT', `/api/views/${shared.id}`, 'administrator', words)).status).toBe(200)
    const late = await ask('PUT', `/api/views/${shared.id}`, 'administrator', words)
    expect([late.status, late.json().errors[0].field]).toEqual([409, 'version'])
    const ids = async (key: string) =>
      (await ask('GET', '/api/views', key)).json().items.map((one: { id: string }) => one.id)
    expect(await ids('colleague')).not.toContain(own.id)
    expect(await ids('editor')).toEqual(expect.arrayContaining([own.id, ofManagers.id, shared.id]))
  })

  test('is put away and brought back, and what it was stands in the audit', async () => {
    const made = await save('editor')
    const path = `/api/views/${made.id}`
    const other = { ...PEOPLE, columns: ['person', 'owner'] }
    await ask('PUT', path, 'editor', { name: 'With owners', definition: other, version: 1 })
    expect((await ask('POST', `${path}/archive`, 'editor')).json().archivedAt).not.toBeNull()
    const list = async (query: string) =>
      (await ask('GET', `/api/views?search=with%20owners${query}`, 'editor')).json().items.length
    expect([await list(''), await list('&archived=true')]).toEqual([0, 1])
    expect((await ask('POST', `${path}/restore`, 'editor')).json().archivedAt).toBeNull()
    expect([await list(''), await list('&archived=true')]).toEqual([1, 0])
    const audit = (await ask('GET', '/api/audit', 'administrator')).text
    expect(audit).toContain('"was":{"name":"Everybody"')
  })

  test('that could not be run is not kept, and a preset is not changed', async () => {
    const unfit = { ...PEOPLE, columns: ['shoe'] }
    const body = { name: 'Shoes', definition: unfit }
    expect((await ask('POST', '/api/views', 'editor', body)).status).toBe(422)
    const words = { name: 'Mine', definition: PEOPLE, version: 1 }
    expect((await ask('PUT', '/api/views/never-opened', 'administrator', words)).status).toBe(409)
    expect((await ask('GET', '/api/views/no-such-view', 'administrator')).status).toBe(404)
  })
})
