import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import {
  cancelTask,
  countProblems,
  decideGroup,
  decideProblem,
  listProblems,
  mendProblem,
  problemGroups,
  raiseProblems,
  readOldReceipts,
  resumeTasks,
  retryDueProblems,
  showProblem,
  showTask,
  surroundingsOf,
  TRIES_MAX,
  undoTask,
} from '../../src/ledger/index.ts'
import type { Batch } from '../../src/ledger/path.ts'
import { parkRefused } from '../../src/ledger/problems.ts'
import type { Session } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { receiptsWorld, row, type ReceiptsWorld } from './receipts-world.ts'
import { SENT_AT } from './world.ts'

let at: TestDatabase
let world: ReceiptsWorld
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  world = await receiptsWorld(at)
})
afterAll(() => at.close())

const later = (minutes: number) => new Date(SENT_AT + minutes * 60_000).toISOString()
const actor = { id: 'u1', name: 'Ada Example' }

test('one bad record in 10,000: 9,999 are done, one is in the inbox', async () => {
  const bad = row('bad', { email_address: 'bad@@example' })
  for (let page = 0; page < 20; page++) {
    const rows = Array.from({ length: 500 }, (_, index) => row(`p${page * 500 + index}`))
    if (page === 11) rows[250] = bad
    await world.arrive(rows)
  }
  const outcomes = await world.read()
  expect(outcomes.reduce((sum, one) => sum + one.written, 0)).toBe(9_999)
  expect(outcomes.reduce((sum, one) => sum + one.read, 0)).toBe(10_000)
  expect(await world.count('event')).toBe(9_999)
  const { items } = await world.open()
  expect(items).toMatchObject([{ whoMustAct: 'you', field: 'email_address', fix: 'address' }])
  expect(items[0]!.record).toEqual(bad)
}, 60_000)

test('a record that the database cannot keep as it came is shown with its bytes replaced', async () => {
  const record = {
    line: '\u0000 torn \ud800',
    path: 'C:\\u0000',
    smile: '\ud83d\ude00',
    'a\u0000': 1,
  }
  const cut = { line: `${'x'.repeat(3_989)}${'\ud83d\ude00'.repeat(9_000)}` }
  await at.database.inWorkspace(world.by.workspaceId, (tx) =>
    raiseProblems(
      tx,
      [record, cut].map((one) => ({
        ...{ workspaceId: world.by.workspaceId, connectionId: world.connectionId, record: one },
        ...{ cause: 'No line', sentence: '', remedy: '', whoMustAct: 'you' as const },
      })),
    ),
  )
  const { rows } = await at.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql<{ record: unknown }>`select record from problem where cause = 'No line'`.execute(tx),
  )
  expect(rows).toHaveLength(2)
  expect(rows.map((one) => one.record)).toContainEqual({
    ...{ line: '\ufffd torn \ufffd', path: 'C:\\u0000', smile: '\ud83d\ude00', 'a\ufffd': 1 },
  })
})

test('a page of nothing but bad rows costs a few statements, not one a row', async () => {
  const rows = Array.from({ length: 500 }, (_, index) =>
    row(`p${index}`, { created_time: 'never' }),
  )
  await world.arrive(rows)
  let statements = 0
  const { engine } = at.database
  const lend = engine.lend.bind(engine)
  engine.lend = async () => {
    const session = await lend()
    const query: Session['query'] = (text, values) => {
      statements += 1
      return session.query(text, values)
    }
    return { ...session, query }
  }
  await world.read()
  engine.lend = lend
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 500 })
  expect(statements).toBeLessThan(60)
})

test('groups tell cause, who must act, how many, since when and over which connections', async () => {
  await world.arrive([
    row('a', { email_address: 'a@@x' }),
    row('b', { email_address: 'b@@x' }),
    row('c', { created_time: 'never' }),
    row('d', { tracking_activity_type: 'em_teleports' }),
  ])
  await world.read()
  const groups = await world.inWorkspace((tx) => problemGroups(tx, 'open'))
  expect(groups.map(({ cause, whoMustAct, count }) => [cause, whoMustAct, count])).toEqual([
    ['An address that no mail can reach', 'you', 2],
    ['A time that cannot be right', 'you', 1],
    ['A row of the feedback cannot be read', 'vendor', 1],
  ])
  expect(groups[0]!.connections).toEqual([
    { id: world.connectionId, name: 'Constant Contact', count: 2 },
  ])
  expect(Date.parse(groups[0]!.oldestAt)).toBeLessThanOrEqual(Date.parse(groups[0]!.newestAt))
})

test('a group of many thousands is paged to its end, each problem once', async () => {
  await fill(5_000)
  const [group] = await world.inWorkspace((tx) => problemGroups(tx, 'open'))
  expect(group).toMatchObject({ count: 5_000 })
  const seen = new Set<number>()
  let after: string | undefined
  do {
    const page = await world.inWorkspace((tx) =>
      listProblems(tx, { status: 'open', group: group!.key, limit: 200, ...(after && { after }) }),
    )
    for (const { id } of page.items) seen.add(id)
    after = page.next ?? undefined
  } while (after !== undefined)
  expect(seen.size).toBe(5_000)
})

test('a wrong address is put right: the event is recorded, the receipt stays, who did it is kept', async () => {
  const receiptId = await world.arrive([
    row('ada', { email_address: 'ada@exam ple.com' }),
    row('ben'),
  ])
  await world.read()
  const { items } = await world.open()
  const before = await bodyOf(receiptId)
  await expect(mend(items[0]!.id, 'ada@@example.com')).rejects.toMatchObject({
    status: 422,
    field: 'value',
  })
  expect(await world.count('mend')).toBe(0)
  expect(await mend(items[0]!.id, 'ada@example.com')).toMatchObject({ status: 'resolved' })
  expect(await bodyOf(receiptId)).toEqual(before)
  expect(await world.count('event')).toBe(2)
  const shown = await show(items[0]!.id)
  expect(shown).toMatchObject({
    status: 'resolved',
    mend: {
      field: 'email_address',
      was: 'ada@exam ple.com',
      became: 'ada@example.com',
      by: actor.name,
    },
  })
  const { rows } = await world.inWorkspace((tx) =>
    sql<{ action: string; line: string }>`select action, a::text as line from audit a`.execute(tx),
  )
  expect(rows.map(({ action }) => action)).toEqual(['mend_record'])
  expect(rows[0]!.line).not.toContain('ada@')
})

test('a mend holds for the same record from a later page, and is refused a second time', async () => {
  const bad = row('ada', { email_address: 'ada@@example.com' })
  await world.arrive([bad])
  await world.read()
  const [problem] = (await world.open()).items
  await mend(problem!.id, 'ada@example.com')
  await world.arrive([row('ben'), bad])
  const [outcome] = await world.read()
  expect(outcome).toMatchObject({ written: 1, parked: 0 })
  expect(await world.count('event')).toBe(2)
  await expect(mend(problem!.id, 'other@example.com')).rejects.toMatchObject({ status: 409 })
})

test('two faults of one record are put right one after the other', async () => {
  await world.arrive([row('ada', { email_address: 'ada@@x', created_time: 'never' })])
  await world.read()
  await mend((await world.open()).items[0]!.id, 'ada@example.com')
  const { items } = await world.open()
  expect(items).toMatchObject([{ field: 'created_time', fix: 'time' }])
  await mend(items[0]!.id, later(1))
  expect((await world.open()).items).toEqual([])
  expect(await world.count('event')).toBe(1)
})

test('an address that only the path refuses is put right too', async () => {
  // The reader lets it pass, the one parser of addresses does not.
  await world.arrive([row('ada', { email_address: 'ada@nowhere' }), row('ben')])
  await world.read()
  const [problem] = (await world.open()).items
  expect(problem).toMatchObject({ field: 'address', fix: 'address', whoMustAct: 'you' })
  await mend(problem!.id, 'ada@example.com')
  expect(await world.count('event')).toBe(2)
  expect((await world.open()).items).toEqual([])
})

test('an opt-out with a wrong address is put right, and holds', async () => {
  const contact = (address: string) => ({
    contact_id: 'c1',
    email_address: { address, permission_to_send: 'unsubscribed', opt_out_date: later(3) },
  })
  await world.arrive([contact('ada@@x')], { stream: 'opt-outs' })
  await world.read()
  const [problem] = (await world.open()).items
  expect(problem).toMatchObject({ field: 'email_address.address', fix: 'address' })
  await mend(problem!.id, 'ada@example.com')
  expect(await world.count('consent_fact')).toBe(1)
})

test('a record that a later page tells rightly ends its problem by itself', async () => {
  await world.arrive([
    row('ada', { email_address: 'ada@@x' }),
    row('ben', { email_address: 'b@@x' }),
  ])
  await world.read()
  await world.arrive([row('ada')])
  await world.read()
  expect(
    (await world.open()).items.map((one) => (one.record as { contact_id: string }).contact_id),
  ).toEqual(['contact-ben'])
})

test('so does one that the path had refused, where it still names its contact', async () => {
  const record = {
    kind: 'sent' as const,
    activity: 'A1',
    address: 'ada@nowhere',
    occurredAt: SENT_AT,
    contactId: 'contact-ada',
  }
  const receiptId = await world.arrive([])
  const { workspaceId } = world.by
  const at = { workspaceId, connectionId: world.connectionId, runId: null }
  const parked = [{ receiptId, row: { record, field: 'address', reason: 'It leads nowhere.' } }]
  await world.inWorkspace((tx) => parkRefused({ ...at, tx, parked } as unknown as Batch))
  await world.inWorkspace((tx) => sql`update receipt set status = 'read'`.execute(tx))
  expect((await world.open()).items).toHaveLength(1)
  await world.arrive([row('ada')])
  await world.read()
  expect((await world.open()).items).toEqual([])
})

test('an open without its time is not taken for another open of the same person', async () => {
  const ask = { stream: 'events', activity: 'A1', kind: 'open' } as const
  await world.arrive([row('ada', { created_time: 'never' }, 'open')], ask)
  await world.read()
  await world.arrive([row('ada', { created_time: later(9) }, 'open')], ask)
  await world.read()
  expect((await world.open()).items).toHaveLength(1)
})

test('news of an unknown mailing is read again by itself; after so many tries a person is asked for', async () => {
  await world.arrive([row('ada', { campaign_activity_id: 'A9' })], {
    stream: 'events',
    activity: 'A9',
    kind: 'sent',
  })
  await world.read()
  const [problem] = (await world.open()).items
  expect(problem).toMatchObject({ whoMustAct: 'homing', retry: { by: 'reading', tries: 1 } })
  expect(Date.parse(problem!.retry!.nextAt!)).toBeGreaterThan(Date.now())

  await retryDue()
  expect((await show(problem!.id)).retry).toMatchObject({ tries: 1 })
  for (let round = 2; round <= TRIES_MAX; round++) {
    await makeDue()
    await retryDue()
    expect((await show(problem!.id)).retry).toMatchObject({ tries: round })
  }
  expect(await show(problem!.id)).toMatchObject({
    whoMustAct: 'you',
    retry: { needsPerson: true, nextAt: null },
  })

  await world.knowCampaign('C9', 'A9')
  expect(await decide(problem!.id, 'retry')).toMatchObject({ status: 'resolved' })
  expect(await world.count('event')).toBe(1)
})

test('a due record is recorded once its mailing is known', async () => {
  await world.arrive([row('ada', { campaign_activity_id: 'A9' })], {
    stream: 'events',
    activity: 'A9',
    kind: 'sent',
  })
  await world.read()
  await world.knowCampaign('C9', 'A9')
  await makeDue()
  await retryDue()
  expect((await world.open()).items).toEqual([])
  expect(await world.count('event')).toBe(1)
})

test('a group is ignored in batches, and that can be taken back', async () => {
  await fill(2_500)
  const [group] = await world.inWorkspace((tx) => problemGroups(tx, 'open'))
  const task = await decideGroup(world.homing, {
    ...world.by,
    group: group!.key,
    decision: 'ignore',
  })
  expect(task).toMatchObject({ status: 'queued', total: 2_500, canUndo: false })
  await fill(1, 'one that came later')
  await world.finish(task)
  const done = await world.inWorkspace((tx) => showTask(tx, task.id))
  expect(done).toMatchObject({ status: 'done', done: 2_500, canUndo: true })
  expect(done.outcome).toEqual([{ name: 'ignored', count: 2_500 }])
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 1 })

  const undo = await undoTask(world.homing, world.by, task.id)
  await world.finish(undo)
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 2_501 })
  await expect(undoTask(world.homing, world.by, task.id)).rejects.toMatchObject({ status: 409 })
})

test('a task whose worker died is taken up where it stood; one whose worker lives is left alone', async () => {
  await fill(1_200)
  const [group] = await world.inWorkspace((tx) => problemGroups(tx, 'open'))
  const wanted = { ...world.by, group: group!.key, decision: 'ignore' as const }
  const task = await decideGroup(world.homing, wanted)
  // As a worker left it that had done a first batch: the hundred oldest.
  await world.inWorkspace(async (tx) => {
    await sql`
      with first as (select id from problem order by id limit 100),
        decided as (update problem set status = 'ignored', task_id = ${task.id}
          where id in (select id from first))
      update task set status = 'running', epoch = 1, done = 100, outcome = '{"ignored": 100}',
        place = (select max(id) from first), lease_until = now() + interval '1 minute'
      where id = ${task.id}`.execute(tx)
  })
  await world.finish(task)
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 1_100 })

  await world.inWorkspace((tx) =>
    sql`update task set lease_until = now() - interval '1 second'`.execute(tx),
  )
  const enqueued: unknown[] = []
  world.homing.jobs.enqueue = async (_tx, name, data) => void enqueued.push([name, data])
  const { workspaceId } = world.by
  await resumeTasks(world.homing, workspaceId)
  expect(enqueued).toEqual([['task', { workspaceId, taskId: task.id }]])
  await world.finish(task)
  const done = await world.inWorkspace((tx) => showTask(tx, task.id))
  expect(done).toMatchObject({ status: 'done', done: 1_200, outcome: [{ count: 1_200 }] })
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 0 })
})

test('a queued task that is cancelled does nothing', async () => {
  await fill(3)
  const [group] = await world.inWorkspace((tx) => problemGroups(tx, 'open'))
  const wanted = { ...world.by, group: group!.key, decision: 'ignore' as const }
  const task = await decideGroup(world.homing, wanted)
  await world.inWorkspace((tx) => cancelTask(tx, task.id))
  await world.finish(task)
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 3 })
})

test('a whole group is read again: what can be read now is recorded, the others stay', async () => {
  for (const page of [0, 1, 2]) {
    const rows = Array.from({ length: 30 }, (_, index) => ({
      ...row(`p${page}-${index}`, { email_address: `p${page}-${index}@nowhere` }),
    }))
    await world.arrive(rows)
  }
  await world.read()
  const { items } = await world.open()
  await mend(items[0]!.id, 'one@example.com')
  const [group] = await world.inWorkspace((tx) => problemGroups(tx, 'open'))
  const task = await decideGroup(world.homing, {
    ...world.by,
    group: group!.key,
    decision: 'retry',
  })
  await world.finish(task)
  const done = await world.inWorkspace((tx) => showTask(tx, task.id))
  expect(done).toMatchObject({ status: 'done', done: 89, total: 89 })
  expect(Object.fromEntries(done.outcome.map(({ name, count }) => [name, count]))).toEqual({
    resolved: 0,
    'still open': 89,
  })
  expect(await world.count('event')).toBe(1)
})

test('old receipts are read again by a better reader, and the task says what was new', async () => {
  const { feedback } = constantContact
  const blind = { ...feedback!, reader: 'constant-contact/tracking@0', read: onlyFirst }
  world.homing.connectors = [{ ...constantContact, feedback: blind }]
  await world.arrive([row('a'), row('b'), row('c')])
  await world.arrive([row('d'), row('e')])
  await world.inWorkspace((tx) =>
    sql`update receipt set status = 'read', reader = 'constant-contact/tracking@0'`.execute(tx),
  )
  await world.arrive([row('f')])
  await world.read()
  world.homing.connectors = [constantContact]

  const ask = { connectionId: world.connectionId, since: '2020-01-01T00:00:00Z' }
  const task = await readOldReceipts(world.homing, world.by, { ...ask, readerOlderThan: 1 })
  expect(task.total).toBe(2)
  await world.finish(task)
  const done = await world.inWorkspace((tx) => showTask(tx, task.id))
  expect(done.outcome).toContainEqual({ name: 'new events', count: 5 })
  expect(await world.count('event')).toBe(6)

  const again = await readOldReceipts(world.homing, world.by, ask)
  await world.finish(again)
  const told = await world.inWorkspace((tx) => showTask(tx, again.id))
  expect(told.outcome).toContainEqual({ name: 'known already', count: 6 })
  expect(told.outcome).toContainEqual({ name: 'new events', count: 0 })

  function onlyFirst(...asked: Parameters<NonNullable<typeof feedback>['read']>) {
    const page = feedback!.read(...asked)
    return { ...page, rows: page.rows.slice(0, 1) }
  }
})

test('a problem shows the rows around its record', async () => {
  await world.arrive([row('a'), row('b'), row('c', { email_address: 'c@@x' }), row('d')])
  await world.read()
  const [problem] = (await world.open()).items
  const around = await world.inWorkspace((tx) => surroundingsOf(tx, [constantContact], problem!.id))
  expect(around.rows.map(({ row: place, isIt }) => [place, isIt])).toEqual([
    [1, false],
    [2, false],
    [3, true],
    [4, false],
  ])
  expect(around.rows[2]!.text).toContain('c@@x')
})

test('an ignored problem can be opened again, one at a time', async () => {
  await fill(1)
  const [problem] = (await world.open()).items
  await decide(problem!.id, 'ignore')
  expect(await show(problem!.id)).toMatchObject({
    status: 'ignored',
    decided: { by: 'Ada Example' },
  })
  await decide(problem!.id, 'reopen')
  expect(await world.inWorkspace(countProblems)).toEqual({ open: 1 })
})

/** Problems without a record, of one cause. */
async function fill(count: number, name = 'filled'): Promise<void> {
  await world.inWorkspace((tx) =>
    raiseProblems(
      tx,
      Array.from({ length: count }, (_, index) => ({
        workspaceId: world.by.workspaceId,
        connectionId: world.connectionId,
        cause: 'One cause',
        sentence: `Problem ${index}`,
        remedy: '',
        whoMustAct: 'vendor' as const,
        identity: `${name}:${index}`,
      })),
    ),
  )
}

function mend(problemId: number, value: string) {
  const { workspaceId } = world.by
  return mendProblem(world.homing, { workspaceId, actor, problemId, value })
}

function decide(id: number, decision: 'retry' | 'ignore' | 'reopen') {
  return decideProblem(world.homing, world.by, id, decision)
}

function show(id: number) {
  return world.inWorkspace((tx) => showProblem(tx, id, [constantContact]))
}

function retryDue() {
  return retryDueProblems(world.homing, world.by.workspaceId)
}

async function makeDue(): Promise<void> {
  await world.inWorkspace((tx) =>
    sql`update problem set next_try_at = now() - interval '1 second'
      where next_try_at is not null`.execute(tx),
  )
}

async function bodyOf(receiptId: number): Promise<string> {
  const { rows } = await world.inWorkspace((tx) =>
    sql<{ body: string }>`
      select encode(body, 'hex') as body from receipt where id = ${receiptId}`.execute(tx),
  )
  return rows[0]!.body
}
