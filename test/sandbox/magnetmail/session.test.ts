import { afterAll, beforeAll, expect, it } from 'vitest'
import { vendors, type Sandbox } from '../../../sandbox/index.ts'
import { textOf } from '../../../sandbox/soap/index.ts'
import { connect, line, messages, parameters, post, signIn, start } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start({ accessTokenSeconds: 600, now: Date.parse('2026-07-01T15:00:00Z') })
}, 60_000)
afterAll(() => sandbox.close())

it('opens a session for the right name and password only', async () => {
  const right = await signIn(sandbox)
  expect(right.authenticated).toBe('true')
  expect(right.session.sessionId).not.toBe('')
  const wrong = await signIn(sandbox, { password: 'other' as never })
  expect(wrong).toEqual({ authenticated: 'false', session: { sessionId: '', user_id: '' } })
})

it('answers a fault without a session, with a strange and with an ended one', async () => {
  const { session } = await signIn(sandbox)
  const ask = (with_?: typeof session) => post(sandbox, ['getUserDetails', {}], with_)
  const refused = { status: 500, fault: 'The session is not valid' }
  expect((await ask(session)).status).toBe(200)
  expect(await ask()).toMatchObject(refused)
  expect(await ask({ ...session, sessionId: 'x' })).toMatchObject(refused)
  expect(await ask({ ...session, user_id: 'OTHER' })).toMatchObject(refused)
  sandbox.clock.advance(601_000)
  expect(await ask(session)).toMatchObject(refused)
})

it('answers a fault for a call that is not of the contract', async () => {
  const { session } = await signIn(sandbox)
  const reason = async (...asked: Parameters<typeof post>) => (await post(...asked)).fault
  expect(await reason(sandbox, ['deleteGroup', {}], session)).toContain('no operation')
  expect(await reason(sandbox, ['getUserDetails', {}], session, 'getGroups')).toContain(
    'SOAPAction',
  )
  const other = { user_id: 'OTHER' }
  expect(await reason(sandbox, ['getUserDetails', other], session)).toContain('No account')
  const criteria = parameters({ PageNo: 0, PageSize: 5, ReportType: 'Sent' })
  const asked = ['GetMessageSentTracking', { criteria }] as const
  expect(await reason(sandbox, asked, session)).toContain('count from 1')
  const { url } = sandbox
  const { api } = vendors.magnetmail.paths
  expect((await fetch(url + api, { method: 'POST', body: '<no' })).status).toBe(500)
  expect((await fetch(url + api)).status).toBe(405)
  expect((await fetch(`${url}/other`, { method: 'POST' })).status).toBe(404)
})

it('tells errors in results that have room for them, and what their numbers mean', async () => {
  const { call } = await connect(sandbox)
  const refused = await call('addRecipient', { email: 'no address' })
  expect(textOf(refused, 'id')).toBeUndefined()
  const { error = '' } = line(refused)
  expect(Number(error)).toBeGreaterThan(0)
  const details = await call('getErrorDetails', { error_nbr: error })
  expect(textOf(details, 'errorMessage')).toBe(line(refused).msg)
})

it('writes moments in UTC where the name says so, otherwise by local clocks', async () => {
  const { call } = await connect(sandbox)
  const [first] = await messages(call)
  const { createDate = '', message_id = '' } = first ?? {}
  const details = line(await call('GetMessageDetails', { MessageId: message_id }))
  expect(createDate).toMatch(/\d\.\d{3}Z$/)
  expect(details.createDate).toMatch(/\d\.\d{3}$/)
  const hours = (Date.parse(createDate) - Date.parse(`${details.createDate}Z`)) / 3_600_000
  expect([5, 6]).toContain(hours)
})
