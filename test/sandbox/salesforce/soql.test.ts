import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lawFirm, type Sandbox } from '../../../sandbox/index.ts'
import { button, connect, query, refusal, send, start, type Call, type Page } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const persons = () => sandbox.world.definition.people.filter((one) => one.kind === 'person')

describe('a query', () => {
  it('answers records with where they are, and all of the firm’s people', async () => {
    const { records, totalSize, done } = await query(call, 'SELECT Id, Name FROM Contact')
    const leads = (await query(call, 'SELECT COUNT() FROM Lead')).totalSize
    expect(totalSize + leads).toBe(persons().length + 5 + 6)
    expect(done).toBe(totalSize <= 2000)
    expect(records[0]).toEqual({
      attributes: {
        type: 'Contact',
        url: `/services/data/v59.0/sobjects/Contact/${records[0]?.Id}`,
      },
      Id: expect.stringMatching(/^003[a-zA-Z0-9]{15}$/) as string,
      Name: expect.any(String) as string,
    })
  })

  it('reads parents, also those of parents, and no parent', async () => {
    const soql = `SELECT Id, Owner.Name, Account.Name, Account.Owner.Email, Account.RecordType.Name
      FROM Contact WHERE Account.Type = 'Household' LIMIT 1`
    const [row] = (await query(call, soql)).records
    expect(row).toMatchObject({
      Owner: { attributes: { type: 'User' }, Name: expect.stringContaining(' ') as string },
      Account: {
        attributes: { type: 'Account' },
        Owner: { Email: expect.stringContaining('@') as string },
        RecordType: { Name: 'Household' },
      },
    })
    const alone = await query(call, 'SELECT Account.Name FROM Contact WHERE AccountId = null')
    expect(alone.totalSize).toBeGreaterThan(5)
    expect(alone.records[0]).toHaveProperty('Account', null)
  })

  it('reads the children of each record, or null for none', async () => {
    const soql = `SELECT Id, Name, (SELECT Id, FirstName FROM Contacts ORDER BY FirstName)
      FROM Account WHERE IsDeleted = false ORDER BY Name`
    const { records } = await query(call, soql)
    const household = records.find((one) => ((one.Contacts as Page | null)?.totalSize ?? 0) > 1)
    const { records: children, done } = household?.Contacts as Page
    expect(done).toBe(true)
    expect(children[0]?.attributes.type).toBe('Contact')
    const names = children.map((one) => String(one.FirstName).toLowerCase())
    expect(names).toEqual([...names].sort())
    const none = await query(call, 'SELECT (SELECT Id FROM Tasks) FROM Contact LIMIT 1')
    expect(none.records[0]).toHaveProperty('Tasks', null)
  })

  it('pages by a locator until it is done', async () => {
    const answered: string[] = []
    let next = `/services/data/v59.0/query?q=${encodeURIComponent('SELECT Id FROM CampaignMember')}`
    let total = 0
    const headers = {
      authorization: `Bearer ${sandbox.issueTokens().accessToken}`,
      'sforce-query-options': 'batchSize=500',
    }
    while (next !== '') {
      const { body } = await send<Page>(sandbox.url, `GET ${next}`, { headers })
      answered.push(...body.records.map((one) => one.Id))
      expect(body.records.length).toBeLessThanOrEqual(500)
      expect(body.done).toBe(body.nextRecordsUrl === undefined)
      if (body.nextRecordsUrl !== undefined) {
        expect(body.nextRecordsUrl).toMatch(/\/services\/data\/v59\.0\/query\/01g\w{15}-\d+$/)
      }
      next = body.nextRecordsUrl ?? ''
      total = body.totalSize
    }
    expect(total).toBeGreaterThan(1000)
    expect(new Set(answered).size).toBe(total)
    expect(answered).toHaveLength(total)
  })

  it('decides conditions: and, or, not, in, like, comparisons, null', async () => {
    const count = async (where: string) =>
      (await query(call, `SELECT COUNT() FROM Contact WHERE ${where}`)).totalSize
    const all = await count('IsDeleted = false')
    const out = await count('HasOptedOutOfEmail = true')
    expect(out).toBeGreaterThan(3)
    expect(await count('NOT HasOptedOutOfEmail = true')).toBe(all - out)
    expect(
      await count('(HasOptedOutOfEmail = true OR HasOptedOutOfEmail = false) AND Id != null'),
    ).toBe(all)
    const title = await count("Title = 'General Counsel'")
    expect(title).toBeGreaterThan(0)
    expect(await count("Title = 'general counsel'")).toBe(title)
    expect(await count("Title IN ('GENERAL COUNSEL', 'nobody')")).toBe(title)
    expect(await count("Title NOT IN ('General Counsel')")).toBe(all - title)
    expect(await count("Title != 'General Counsel'")).toBe(all - title)
    expect(await count("Title LIKE 'general%'")).toBeGreaterThanOrEqual(title)
    expect(await count("Title LIKE 'General_Counsel'")).toBe(title)
    expect(await count('Email = null')).toBeGreaterThan(5)
    expect(await count('Email != null')).toBe(all - (await count('Email = null')))
    const members = 'SELECT ContactId FROM CampaignMember'
    expect(await count(`Id NOT IN (${members})`)).toBe(all - (await count(`Id IN (${members})`)))
  })

  it('reads on from a moment, in the order of moments', async () => {
    const first = await query(
      call,
      'SELECT Id, SystemModstamp FROM Contact ORDER BY SystemModstamp, Id LIMIT 50',
    )
    const stamps = first.records.map((one) => String(one.SystemModstamp))
    expect(stamps).toEqual([...stamps].sort())
    expect(stamps[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/)
    const from = String(stamps[20]).replace('.000+0000', 'Z')
    const rest = await query(
      call,
      `SELECT Id FROM Contact WHERE SystemModstamp >= ${from} ORDER BY SystemModstamp, Id`,
    )
    expect(rest.records[0]?.Id).toBe(first.records[20]?.Id)
    const [id = ''] = first.records.map((one) => one.Id)
    sandbox.clock.advance(5000)
    await button(sandbox, `PATCH /records/Contact/${id}`, { Title: 'Executor' })
    const now = `${new Date(sandbox.clock.now()).toISOString().slice(0, 19)}Z`
    const changed = await query(call, `SELECT Id FROM Contact WHERE SystemModstamp >= ${now}`)
    expect(changed.records.map((one) => one.Id)).toEqual([id])
  })

  it.each([
    ['SELECT Nosuch FROM Contact', 'INVALID_FIELD', "No such column 'Nosuch' on entity 'Contact'"],
    ['SELECT Nosuch.Name FROM Contact', 'INVALID_FIELD', 'relationship'],
    ['SELECT Id FROM Nosuch', 'INVALID_TYPE', "sObject type 'Nosuch' is not supported."],
    ['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY', 'unexpected token'],
    ["SELECT Id FROM Contact WHERE Id = 'x' OR Id = 'y' AND Id = 'z'", 'MALFORMED_QUERY', 'AND'],
    ['SELECT Id FROM Contact ORDER BY Description', 'MALFORMED_QUERY', 'sorted'],
    ["SELECT Id FROM Contact WHERE Description = 'x'", 'INVALID_FIELD', 'filtered'],
    ["SELECT Id FROM Contact WHERE SystemModstamp > '2026-01-01'", 'INVALID_FIELD', 'dateTime'],
    ['SELECT Id FROM Contact WHERE SystemModstamp > 2026-01-01', 'INVALID_FIELD', 'dateTime'],
    ['SELECT Id FROM Contact WHERE Email = 7', 'INVALID_FIELD', 'enclosed in quotes'],
    ["SELECT Id FROM Contact WHERE Id = '7'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID'],
    ['SELECT (SELECT Id FROM Cats) FROM Contact', 'INVALID_TYPE', 'Cats'],
  ])('%s is refused', async (soql, errorCode, words) => {
    const found = await refusal(call, soql)
    expect(found?.errorCode).toBe(errorCode)
    expect(found?.message).toContain(words)
  })
})

it('keeps ten results open, and forgets the oldest', async () => {
  const target = `/query?q=${encodeURIComponent('SELECT Id FROM CampaignMember')}`
  const { accessToken } = sandbox.issueTokens()
  const headers = {
    authorization: `Bearer ${accessToken}`,
    'sforce-query-options': 'batchSize=200',
  }
  const get = (to: string) => send<Page>(sandbox.url, `GET ${to}`, { headers })
  const open = async () => String((await get(`/services/data/v59.0${target}`)).body.nextRecordsUrl)
  const first = await open()
  for (let more = 0; more < 9; more += 1) await open()
  expect((await get(first)).status).toBe(200)
  await open()
  expect(await get(first)).toMatchObject({
    status: 400,
    body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }],
  })
})

it('escapes a quote in a text', async () => {
  const id = (await call('POST /sobjects/Contact', { LastName: "O'Hara \\ Co" })).body.id
  const found = await query(call, "SELECT Id FROM Contact WHERE LastName = 'O\\'Hara \\\\ Co'")
  expect(found.records.map((one) => one.Id)).toEqual([id])
})

it('shows what was deleted to queryAll alone, and to the lists of changes', async () => {
  const { records } = await query(call, 'SELECT Id FROM Contact WHERE Email != null LIMIT 2')
  const [gone = '', kept = ''] = records.map((one) => one.Id)
  sandbox.clock.advance(60_000)
  const start_ = new Date(sandbox.clock.now()).toISOString()
  await button(sandbox, `DELETE /records/Contact/${gone}`)
  const soql = `SELECT Id, IsDeleted FROM Contact WHERE Id IN ('${gone}', '${kept}')`
  expect((await query(call, soql)).records.map((one) => one.Id)).toEqual([kept])
  const all = (await query(call, soql, 'queryAll')).records
  expect(all.find((one) => one.Id === gone)).toHaveProperty('IsDeleted', true)
  const members = `SELECT COUNT() FROM CampaignMember WHERE ContactId = '${gone}'`
  expect((await query(call, members)).totalSize).toBe(0)
  const end = new Date(sandbox.clock.now() + 60_000).toISOString()
  const told = await call(`GET /sobjects/Contact/deleted/?start=${start_}&end=${end}`)
  expect(told.body).toMatchObject({ deletedRecords: [{ id: gone }] })
})

it('shows two persons who were made one: the other is deleted, and names who is left', async () => {
  const { records: members } = await query(
    call,
    "SELECT ContactId FROM CampaignMember WHERE ContactId != null AND Campaign.Name = 'Client letter'",
  )
  const [lost = '', kept = ''] = members.map((one) => String(one.ContactId))
  const campaigns = async (id: string) => {
    const soql = `SELECT CampaignId FROM CampaignMember WHERE ContactId = '${id}'`
    return (await query(call, soql)).records.map((one) => one.CampaignId)
  }
  const before = new Set([...(await campaigns(lost)), ...(await campaigns(kept))])
  await call('POST /sobjects/Task', { WhoId: lost, Subject: 'Opened' })
  await button(sandbox, `POST /records/Contact/${lost}/merge`, { into: kept })
  const after = await campaigns(kept)
  expect(new Set(after)).toEqual(before)
  expect(after).toHaveLength(before.size)
  const gone = `SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '${lost}'`
  expect((await query(call, gone, 'queryAll')).records[0]).toMatchObject({
    IsDeleted: true,
    MasterRecordId: kept,
  })
  const tasks = `SELECT Id FROM Task WHERE WhoId = '${kept}' AND Subject = 'Opened'`
  expect((await query(call, tasks)).totalSize).toBe(1)
  await expect(
    button(sandbox, `POST /records/Contact/${kept}/merge`, { into: kept }),
  ).rejects.toThrow('404')
})

it('pages ten thousand contacts to the end, each once', { timeout: 120_000 }, async () => {
  const world = lawFirm(3, { companies: 2100, households: 900, unattached: 200 })
  const large = await start({ world })
  const own = connect(large)
  const ids = new Set<string>()
  let page = await query(own, 'SELECT Id FROM Contact ORDER BY SystemModstamp, Id')
  let rows = page.records.length
  for (;;) {
    for (const { Id } of page.records) ids.add(Id)
    if (page.nextRecordsUrl === undefined) break
    page = (await own<Page>(`GET ${page.nextRecordsUrl}`)).body
    rows += page.records.length
  }
  expect(rows).toBe(page.totalSize)
  expect(ids.size).toBe(rows)
  expect(rows).toBeGreaterThan(9000)
  await large.close()
})
