import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, csv, messages, start, truthOf, walk } from './client.ts'

const day = 86_400_000
let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start({ ceiling: () => Infinity })
})
afterEach(() => sandbox.close())

const sender = { senderemail: 'letters@harrowgate-lindqvist.example', sendername: 'The firm' }
const html = '<p>Read <a href="https://www.harrowgate-lindqvist.example/news">the news</a></p>'
const form = (fields: Record<string, string>) => new URLSearchParams(fields)

async function sent(path: string, fields: Record<string, string>) {
  const { body, status } = await call(sandbox, path, form({ ...sender, ...fields }))
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 'success' } })
  return /s-[0-9a-f]{4}-\d{4}/.exec(String(body.message))?.[0] ?? ''
}

const custom = (fields: Record<string, string>) =>
  sent('POST /api/1/message/custom/send', {
    ...{ iscustom: 'Y', title: 'Hello', subject: 'Hello there', htmlbody: html },
    sendtoids: 'l-0004',
    ...fields,
  })

async function truth(id: string) {
  const known = (await messages(sandbox)).find((one) => one.id === id)
  if (known === undefined) throw new Error(`no message is ${id}`)
  return truthOf(sandbox, known)
}

const drill = async (id: string, verb: string) => {
  return (await walk(sandbox, `/api/1/message/${id}/report/${verb}`)).map((one) => one.email)
}

describe('a message', () => {
  it('is drafted, rewritten, sent from the draft and stays a draft', async () => {
    const draft = { type: 'draft', subject: 'One', title: 'First', htmlbody: html }
    const { body } = await call(sandbox, 'POST /api/1/message', form(draft))
    expect(body).toEqual({ status: 'success', message: 'Message created', id: 'd-0002' })
    await call(sandbox, 'PUT /api/1/message/d-0002', form({ subject: 'Two' }))
    const id = await sent('POST /api/1/message/d-0002/send', { sendtoids: 'l-0004' })
    sandbox.clock.runUntilQuiet()
    const { body: report } = await call(sandbox, `GET /api/1/message/${id}/report`)
    expect(report).toMatchObject({ subject: 'Two', title: 'First', sentto: ['l-0004'] })
    expect(Number(report.sent)).toBeGreaterThan(100)
    const drafts = await walk(sandbox, '/api/1/message?type=DRAFT')
    expect(drafts.map((one) => one.msgId)).toContain('d-0002')
    await call(sandbox, 'DELETE /api/1/message/d-0002')
    const gone = await call(sandbox, 'PUT /api/1/message/d-0002', form({ subject: 'x' }))
    expect(gone.body.errorCode).toBe(10030)
  })

  it('waits for its moment, and its people then behave', async () => {
    const when = sandbox.clock.now() + 2 * day
    const id = await custom({ when: String(when) })
    const scheduled = await walk(sandbox, '/api/1/message?type=SCHEDULED')
    expect(scheduled.map((one) => one.msgId)).toContain(id)
    expect((await call(sandbox, `GET /api/1/message/${id}/report`)).status).toBe(400)
    // No page says that a schedule can be taken back.
    expect((await call(sandbox, `DELETE /api/1/message/${id}`)).body.errorCode).toBe(10054)
    sandbox.clock.advance(2 * day)
    sandbox.clock.runUntilQuiet()
    const { rows } = await truth(id)
    expect(rows.sends.every((one) => one.at >= when)).toBe(true)
    expect(rows.opens.length).toBeGreaterThan(10)
    const clicks = await walk(sandbox, `/api/1/message/${id}/report/CLICKED`)
    expect(clicks.length).toBeGreaterThan(0)
    const urls = new Set(clicks.map((one) => one.linkURI))
    expect([...urls]).toEqual(['https://www.harrowgate-lindqvist.example/news'])
  })

  it('leaves out opt-outs, hard bounces, named lists and whoever left its category', async () => {
    const members = (await walk(sandbox, '/api/1/list/l-0004')) as unknown as string[][]
    const [out = '', topic = '', listed = ''] = members.map((one) => String(one.at(-1))).slice(20)
    await call(sandbox, 'PUT /api/1/list/optout', csv(out))
    const leaving = form({ email: topic, category: 'Seminars and events', action: 'optout' })
    await call(sandbox, 'PUT /api/1/subscription/optout', leaving)
    await call(sandbox, `PUT /api/1/list/l-0003/record?email=${listed}`, {})
    const id = await custom({ categoryid: '2', suppressids: 'l-0003' })
    sandbox.clock.runUntilQuiet()
    const left = await drill(id, 'SUPPRESSED')
    expect(left).toEqual(expect.arrayContaining([out, topic, listed]))
    const hard = (await walk(sandbox, '/api/1/list/hardbounce')).map((one) => one.email)
    const went = await drill(id, 'SENT')
    expect(went.filter((one) => hard.includes(one))).toEqual([])
    expect(went.length + left.length).toBe(members.length)
    const { body } = await call(sandbox, `GET /api/1/message/${id}/report`)
    expect(body.suppressedon).toEqual(['l-0003'])
  })

  it('goes to single records, and again as a message of its own', async () => {
    const { body } = await call(sandbox, 'GET /api/1/list/l-0004?count=1&offset=30')
    const [[record = ''] = []] = body.data as string[][]
    const id = await custom({ sendtoids: '', sendtorecids: record })
    sandbox.clock.advance(600_000)
    expect(await drill(id, 'SENT')).toHaveLength(1)
    const again = await sent(`PUT /api/1/message/${id}/send`, { sendtoids: 'l-0004' })
    expect(again).not.toBe(id)
    sandbox.clock.advance(600_000)
    expect((await drill(again, 'SENT')).length).toBeGreaterThan(100)
    expect(await drill(id, 'SENT')).toHaveLength(1)
  })

  it('is refused without a verified sender, recipients, or a known list', async () => {
    const path = 'POST /api/1/message/custom/send'
    const base = { ...sender, subject: 'x', htmlbody: html, sendtoids: 'l-0004' }
    const answer = async (change: Record<string, string>) => {
      const { status, body } = await call(sandbox, path, form({ ...base, ...change }))
      return [status, body.errorCode]
    }
    expect(await answer({ senderemail: 'events@harrowgate-lindqvist.example' })).toEqual([400, -1])
    expect(await answer({ sendtoids: '' })).toEqual([422, 10121])
    expect(await answer({ sendtoids: 'l-0099' })).toEqual([400, 10004])
    expect(await answer({ when: 'tomorrow' })).toEqual([400, -1])
  })
})
