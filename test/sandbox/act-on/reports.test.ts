import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, messages, newest, start, truthOf, walk, type Listing } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  sandbox.clock.runUntilQuiet()
}, 60_000)
afterAll(() => sandbox.close())

const verbs = [
  ['SENT', 'sends'],
  ['OPENED', 'opens'],
  ['CLICKED', 'clicks'],
  ['BOUNCED', 'bounces'],
  ['OPT_OUT', 'optouts'],
  ['SPAM', 'abuse'],
] as const

describe('a drill-down', () => {
  it.each(verbs)('%s has every row of the truth, newest first', async (verb, kind) => {
    const message = await newest(sandbox)
    const rows = await walk(sandbox, `/api/1/message/${message.id}/report/${verb}`, 400)
    const told = truthOf(sandbox, message).rows[kind]
    expect(told.length).toBeGreaterThan(0)
    const wanted = told.map(({ address, at, url }) => [address, at, url]).reverse()
    expect(rows.map(({ email, ts, linkURI }) => [email, ts, linkURI])).toEqual(wanted)
  })

  it('names list, record, person and the moment as the account’s user reads it', async () => {
    const message = await newest(sandbox)
    const target = `GET /api/1/message/${message.id}/report/CLICKED?count=1`
    const { body } = await call(sandbox, target)
    const [row] = (body as Listing).result
    expect(row).toMatchObject({ listid: 'l-0001', action: 'Clickthrough', data: 'CLICK' })
    expect(row?.recid).toMatch(/^l-0001:\d+$/)
    expect(row?.when).toMatch(/^Mar \d+ 2026 \d+:\d\d [AP]M C[DS]T$/)
    const record = await call(sandbox, `GET /api/1/list/l-0001/record/${String(row?.recid)}`)
    expect(record.body).toContain(row?.email)
  })

  it('SUPPRESSED and SENT are together everybody on the list', async () => {
    const message = await newest(sandbox)
    const of = (verb: string) => walk(sandbox, `/api/1/message/${message.id}/report/${verb}`)
    const [sent, left] = [await of('SENT'), await of('SUPPRESSED')]
    expect(left.length).toBeGreaterThan(30)
    const addresses = new Set([...sent, ...left].map((row) => row.email))
    expect(addresses.size).toBe(sent.length + left.length)
    const { body } = await call(sandbox, `GET /api/1/message/${message.id}/report`)
    expect(body).toMatchObject({ sent: sent.length, notsent: [left.length, left.length] })
  })

  it('refuses what it does not know, as documented', async () => {
    const { id } = await newest(sandbox)
    const answers = [
      await call(sandbox, `GET /api/1/message/${id}/report/FORWARDED`),
      await call(sandbox, 'GET /api/1/message/s-ffff-2601/report/SENT'),
      await call(sandbox, 'GET /api/1/message/d-0001/report'),
      await call(sandbox, 'GET /api/1/message/report?period=2613'),
    ]
    expect(answers.map(({ status, body }) => [status, body.errorCode])).toEqual([
      [400, 10089],
      [404, 10030],
      [400, 10030],
      [400, 10160],
    ])
  })

  it('comes as CSV, whole', async () => {
    const message = await newest(sandbox)
    const target = `GET /api/1/message/${message.id}/report/SENT?responseformat=CSV&count=5`
    const { text } = await call(sandbox, target)
    const lines = text.trimEnd().split('\n')
    expect(lines[0]).toContain('listid,recid,email')
    expect(lines.length - 1).toBe(truthOf(sandbox, message).rows.sends.length)
  })
})

describe('a report', () => {
  it('counts what the truth counts', async () => {
    for (const message of (await messages(sandbox)).filter((one) => one.kind === 'sent')) {
      const { totals, sentAt } = truthOf(sandbox, message)
      if (sentAt === undefined) continue
      const { body } = await call(sandbox, `GET /api/1/message/${message.id}/report`)
      expect(body).toMatchObject({
        sent: totals.sends,
        bounced: totals.bounces,
        opened: [totals.uniqueOpens, totals.opens],
        clicked: [totals.uniqueClicks, totals.clicks],
        optout: totals.optouts,
        spam: totals.abuse,
        msgId: message.id,
        title: message.title,
      })
      expect(Number(body.hardBounced) + Number(body.softBounced)).toBe(totals.bounces)
    }
  })

  it('of a month adds its days up', async () => {
    const { body } = await call(sandbox, 'GET /api/1/message/report?period=2603')
    const counts = body.counts as Record<string, number>[]
    expect(body.month).toBe('March 2026')
    expect(counts).toHaveLength(31)
    // The first of March 2026 is a Sunday, with which the vendor's weeks begin.
    expect(counts[0]).toMatchObject({ dayOfMonth: 1, dayOfWeek: 1 })
    const sent = counts.reduce((sum, one) => sum + (one.sent ?? 0), 0)
    expect(sent).toBe(truthOf(sandbox, await newest(sandbox)).totals.sends)
  })
})

describe('the list of messages', () => {
  it('has sent, scheduled and draft ones, in the words of the contract', async () => {
    const sent = await walk(sandbox, '/api/1/message?type=SENT')
    expect(sent.map((one) => one.msgId)).toEqual([
      's-0004-2603',
      's-0003-2601',
      's-0002-2601',
      's-0001-2512',
    ])
    const newestSent = truthOf(sandbox, await newest(sandbox)).sentAt ?? ''
    expect(sent[0]).toMatchObject({
      msgType: 'SENT',
      timeStamp: String(Date.parse(newestSent)),
      timeWhen: 'Mon Mar 2 8:10 AM CST',
      isTextOnly: 'false',
    })
    expect(await walk(sandbox, '/api/1/message?type=scheduled')).toHaveLength(1)
    expect(await walk(sandbox, '/api/1/message?type=DRAFT')).toMatchObject([{ msgId: 'd-0001' }])
    expect(await walk(sandbox, '/api/1/message?type=FAILED')).toEqual([])
  })
})
