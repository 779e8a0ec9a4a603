import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Fault, type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { netForum } from '../../../src/connectors/crm/netforum/index.ts'
import type { Raised } from '../../../src/connectors/index.ts'
import { markOf, SENT_AT } from '../told-targets.ts'
import { databaseOf, httpFor, lineTo } from './stage.ts'

const part = netForum.activities!.raised!

describe('What clicks raised, told to the sandbox of netFORUM', () => {
  let sandbox: Sandbox
  let customers: string[]
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'netforum', seed: 5 })
    const rows = await databaseOf(sandbox).rows('Individual')
    customers = rows.slice(0, 9).map((row) => row['ind_cst_key']!)
  })
  afterEach(() => sandbox.faults.clear())
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  const raised = (at: number, more: Partial<Raised> = {}): Raised => ({
    ...{ kind: 'action', name: 'Event Attended', mark: markOf(`raised ${at}`) },
    ...{ module: 'Individual', recordId: customers[at]!, campaign: 'Letter', at: SENT_AT },
    ...more,
  })
  const actionsOf = async (customer: string) => {
    const answer = await fetch(`${sandbox.url}/_sandbox/crm/actions?customer=${customer}`)
    return (await answer.json()) as { actions: Record<string, string>[]; interests: object[] }
  }

  it('writes a customer action of the type that has the name, when the click was', async () => {
    const one = raised(0)
    expect(await part.hindrances(lineTo(sandbox), [one])).toEqual([null])
    await part.tell(lineTo(sandbox), one)
    const { actions } = await actionsOf(customers[0]!)
    expect(actions).toMatchObject([
      { action: 'Event Attended: Letter', source: `Homing ${one.mark}`, subTypeKeys: [] },
    ])
    expect(actions[0]!['date']).toContain('2026-03-02T10:00:31')
  })

  it('shows an implicit interest where the type has one', async () => {
    await part.tell(lineTo(sandbox), raised(1, { kind: 'interest', name: 'link click' }))
    const { actions, interests } = await actionsOf(customers[1]!)
    expect(actions).toMatchObject([{ action: 'Link Click: Letter' }])
    expect(interests).toEqual([{ code: 'Legal news', implicit: true, intensity: 1 }])
  })

  it('says before whom or what it cannot be told of, by asking alone', async () => {
    await databaseOf(sandbox).patch('Individual', customers[2]!, { cst_delete_flag: '1' })
    const all = [
      raised(2),
      raised(3, { name: 'Nobody’s type' }),
      raised(4, { module: 'Ticket' }),
      raised(5),
    ]
    const found = await part.hindrances(lineTo(sandbox), all)
    expect(found).toEqual([
      { status: 'gone' },
      { status: 'refused', sentence: expect.stringContaining('“Nobody’s type”') },
      { status: 'refused', sentence: expect.stringContaining('netFORUM') },
      null,
    ])
    for (const customer of customers.slice(2, 6)) {
      expect((await actionsOf(customer)).actions).toEqual([])
    }
  })

  it('cuts what is longer than netFORUM takes, and is never sent twice (trap 13)', async () => {
    const line = lineTo(sandbox)
    await part.hindrances(line, [raised(6)])
    sandbox.faults.add({
      kind: 'lost-answer',
      match: { operation: 'InsertCustomerAction' },
    } as Fault)
    const told = part.tell(line, raised(6, { campaign: 'A letter '.repeat(30) }))
    await expect(told).rejects.toMatchObject({ kind: 'temporary' })
    const { actions } = await actionsOf(customers[6]!)
    expect(actions).toHaveLength(1)
    expect(actions[0]!['action']).toHaveLength(100)
  })
})
