import { afterAll, beforeAll, expect, test } from 'vitest'
import { askMayWrite, stateFacts } from '../../src/consent/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

let made: TestDatabase
beforeAll(async () => {
  made = await freshDatabase()
})
afterAll(() => made.close())

const NOW = Date.UTC(2026, 4, 3)
const FAX = '+441225000001'
const MAIL = 'ada@example.com'
const inside = <T>(work: (tx: Tx) => Promise<T>) =>
  made.database.inWorkspace(made.workspaceId, work)

/** A person with an e-mail address and a fax number. */
async function somebody(): Promise<{ personId: number; fax: number; mail: number }> {
  const { workspaceId } = made
  return inside(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into person (workspace_id, origin, name) values (${workspaceId}, 'user', 'Ada')
      returning id`.execute(tx)
    const personId = rows[0]!.id
    const add = async (kind: string, address: string) => {
      const added = await sql<{ id: number }>`
        with a as (insert into address (workspace_id, kind, address, canonical)
          values (${workspaceId}, ${kind}, ${address}, ${address}) returning id)
        insert into person_address (workspace_id, person_id, address_id, is_primary)
        select ${workspaceId}, ${personId}, a.id, ${kind === 'email'} from a
        returning address_id as id`.execute(tx)
      return added.rows[0]!.id
    }
    return { personId, fax: await add('fax', FAX), mail: await add('email', MAIL) }
  })
}

async function held() {
  const ids = async (view: string, column: string) => {
    const { rows } = await inside((tx) =>
      sql<{ id: number }>`
        select ${sql.ref(column)} as id from ${sql.table(view)} order by 1`.execute(tx),
    )
    return rows.map((row) => row.id)
  }
  return {
    addresses: await ids('complained_address', 'address_id'),
    people: await ids('complained_person', 'person_id'),
  }
}

const refusals = async (address: string) => {
  const ask = { channel: 'email', class: 'marketing', topicId: null, addresses: [address] } as const
  const answers = await inside((tx) => askMayWrite(tx, made.workspaceId, ask, NOW))
  return answers[0]!.refusals
}

test('a complaint about a fax number is one of that number, and none of mail', async () => {
  const { personId, fax, mail } = await somebody()
  const complain = (addressId: number, key: string) =>
    inside((tx) =>
      stateFacts(tx, { workspaceId: made.workspaceId, source: 'api', actor: 'Test', now: NOW }, [
        {
          ...{ personId: null, addressId, scope: 'everything', optedIn: false, key },
          ...{ cause: 'complaint', reason: '', evidence: '' },
        },
      ]),
    )
  await complain(fax, 'fax')
  expect(await held()).toEqual({ addresses: [fax], people: [] })
  expect(await refusals(MAIL)).toEqual([])
  await complain(mail, 'mail')
  expect(await held()).toEqual({ addresses: [fax, mail].sort((a, b) => a - b), people: [personId] })
  expect(await refusals(MAIL)).toContain('complaint')
})
