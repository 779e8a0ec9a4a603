import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FIELD_IDS, type FieldId } from '../../src/accounts/fields/index.ts'
import { hiddenFrom, type Role } from '../../src/accounts/index.ts'
import type { Database } from '../../src/platform/database/index.ts'
import { viewDefinition } from '../../src/reports/definitions/index.ts'
import { catalogue, runView, type Cell } from '../../src/reports/index.ts'
import { analystsWorld, SERVER, type AnalystsWorld } from '../accounts/analysts-world.ts'
import { sql } from '../database.ts'
import { NOW } from '../ledger/world.ts'

describe.runIf(SERVER !== undefined)('what analysts read', () => {
  let made: AnalystsWorld
  let database: Database
  let firm: number
  let analyst: AnalystsWorld['analyst']
  beforeAll(async () => {
    made = await analystsWorld()
    ;({ database, firm, analyst } = made)
  }, 600_000)
  afterAll(() => made?.close(), 600_000)
  beforeEach(async () => {
    await database.inWorkspace(firm, (tx) => sql`delete from field_access`.execute(tx))
  })

  /** A subject as the API answers it to a role, and as an analyst with its eyes finds it. */
  async function bothOf(
    workspaceId: number,
    role: Role,
    ask: (text: string) => Promise<unknown[]>,
  ) {
    return database.inWorkspace(workspaceId, async (tx) => {
      const hidden = await hiddenFrom(tx, role)
      const whole = await catalogue(tx, workspaceId, new Set())
      const seen = await catalogue(tx, workspaceId, hidden)
      const told: Record<string, { api: string[]; sql: string[] }> = {}
      for (const { id, columns } of whole) {
        const shown = seen.find((one) => one.id === id)?.columns.map((one) => one.id) ?? []
        const listed = columns.filter((one) => !one.id.startsWith('own:'))
        const found = (await ask(`select * from answers.${id}`)) as Record<string, unknown>[]
        told[id] = {
          api: shown.length === 0 ? [] : await rowsOf(tx, id, shown),
          sql: found
            .map((row) => {
              const cells = listed.flatMap((one) => {
                const isReference = ['campaign', 'person', 'organization'].includes(one.type)
                const cell = isReference
                  ? referenceOf(row[`${one.id}_id`], row[one.id])
                  : plain(row[one.id])
                if (shown.includes(one.id)) return [[one.id, cell] as const]
                // What is hidden is nothing, and a reference neither number nor name.
                expect(cell, `${id}.${one.id}`).toBeNull()
                return []
              })
              return JSON.stringify(Object.fromEntries(cells))
            })
            .sort(),
        }
      }
      return told

      async function rowsOf(of: typeof tx, id: string, columns: string[]): Promise<string[]> {
        const kept = columns.filter((one) => !one.startsWith('own:'))
        const page = await runView(
          of,
          {
            ...{ workspaceId, now: NOW, given: {}, hidden },
            // All of them: somebody who saves a view may have thirty.
            definition: {
              ...viewDefinition.parse({ version: 1, subject: id, columns: kept.slice(0, 1) }),
              columns: kept,
            },
          },
          { limit: 5_000 },
        )
        expect(page.next).toBeNull()
        return page.rows
          .map((row) =>
            JSON.stringify(Object.fromEntries(kept.map((one, n) => [one, cellOf(row[n]!)]))),
          )
          .sort()
      }
    })
  }
  const plain = (value: unknown) => (value instanceof Date ? value.toISOString() : (value ?? null))
  const referenceOf = (id: unknown, name: unknown) =>
    id === null ? null : `${id}: ${name === null ? '' : name}`
  const cellOf = (cell: Cell) =>
    typeof cell === 'object' && cell !== null && 'id' in cell
      ? referenceOf(cell.id, cell.name === '' ? null : cell.name)
      : cell

  test('each view is, row by row, what the API answers for the same firm', async () => {
    const { ask } = await analyst(firm, 'administrator')
    const told = await bothOf(firm, 'administrator', ask)
    for (const [id, { api, sql: found }] of Object.entries(told)) {
      expect(api.length, id).toBeGreaterThan(0)
      expect(found, id).toEqual(api)
    }
    const connections = await database.inWorkspace(firm, (tx) =>
      tx.selectFrom('connection').select('name').where('workspace_id', '=', firm).execute(),
    )
    expect(await ask('select connection as name from answers.connections')).toEqual(connections)
  }, 600_000)

  test('a viewer’s eyes are a viewer’s, whichever field is hidden', async () => {
    const { ask } = await analyst(firm)
    for (const field of [null, ...FIELD_IDS] as (FieldId | null)[]) {
      await database.inWorkspace(firm, async (tx) => {
        await sql`delete from field_access`.execute(tx)
        // One after the other, and with what ships hidden now and then in sight.
        if (field === null) return
        await sql`insert into field_access (workspace_id, role, field, is_visible)
          values (${firm}, 'viewer', ${field}, ${field === 'agent'}),
            (${firm}, 'editor', 'opens', false)`.execute(tx)
      })
      const told = await bothOf(firm, 'viewer', ask)
      for (const [id, { api, sql: found }] of Object.entries(told)) {
        expect(found, `${field} hidden: ${id}`).toEqual(api)
      }
    }
  }, 600_000)

  test('the number is the list: a campaign’s figures are the recipients one counts', async () => {
    const { ask } = await analyst(firm, 'administrator')
    const counted = ['opened', 'opened_by_any', 'clicked', 'clicked_by_any', 'forwarded', 'bounced']
    const more = ['opted_out', 'complained']
    const figures = ['sent', 'delivered', ...counted, ...more]
    const told = await ask(`select campaign_id, ${figures.join(', ')} from answers.campaigns
      order by 1`)
    const rows = await ask(`select c.campaign_id,
        count(*) filter (where was_sent) as sent, count(*) filter (where was_delivered) as delivered,
        ${[...counted, ...more].map((one) => `count(*) filter (where r.${one}) as ${one}`).join(', ')}
      from answers.campaigns c left join answers.recipients r using (campaign_id)
      group by 1 order by 1`)
    expect(told).toEqual(rows)
    expect(told.some((one) => (one['opened'] as number) > 0)).toBe(true)
    const [opens] = await ask(`select (select sum(opens)::int from answers.campaigns) as told,
      (select count(*)::int from answers.events where kind = 'open' and made_by = 'human') as held`)
    expect(opens!['told']).toBe(opens!['held'])
  })
})
