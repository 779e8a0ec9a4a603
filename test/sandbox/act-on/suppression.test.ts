import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, csv, held, newest, press, start, truthOf, walk, type Listing } from './client.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start()
})
afterEach(() => sandbox.close())

const emails = async (list: string) => {
  return (await walk(sandbox, `/api/1/list/${list}`)).map((one) => one.email as string)
}

function subscribed(): string {
  const found = sandbox.truth().contacts.find((one) => {
    return one.permission === 'implicit' && one.listIds.length > 0
  })
  if (found === undefined) throw new Error('nobody is subscribed')
  return found.address
}

describe('the dated lists', () => {
  it('tell opt-outs, hard bounces and complaints, each by its own list', async () => {
    sandbox.clock.runUntilQuiet()
    const [out, hard, spam] = [
      await emails('optout'),
      await emails('hardbounce'),
      await emails('spamcomplaint'),
    ]
    const { rows } = truthOf(sandbox, await newest(sandbox))
    const dead = rows.bounces.filter((one) => one.bounceCode === 'B' || one.bounceCode === 'S')
    expect(hard).toEqual(expect.arrayContaining(dead.map((one) => one.address)))
    expect(spam).toEqual(expect.arrayContaining(rows.abuse.map((one) => one.address)))
    const left = sandbox.truth().contacts.filter((one) => one.permission === 'unsubscribed')
    // A complaint is no opt-out, though nobody who complains is written to again.
    const expected = left.map((one) => one.address).filter((one) => !spam.includes(one))
    expect(out.toSorted()).toEqual(expected.toSorted())
  })

  it('filter by date, in seconds or milliseconds, and never tell their length', async () => {
    const before = sandbox.clock.now() - 1
    await call(sandbox, 'PUT /api/1/list/optout', csv('late@x.example\n'))
    for (const after of [before, Math.floor(before / 1000) - 1]) {
      const { body } = await call(sandbox, `GET /api/1/list/optout?createdafter=${after}`)
      expect((body as Listing).totalCount).toBe(-1)
      expect((body as Listing).result).toEqual([
        {
          email: 'late@x.example',
          timestamp: sandbox.clock.now(),
          origin: 'User: Marguerite Harrowgate via Act-On API',
        },
      ])
    }
    const { body } = await call(sandbox, `GET /api/1/list/optout?createdbefore=${before}`)
    expect((body as Listing).result.map((one) => one.email)).not.toContain('late@x.example')
  })
})

describe('an opt-out', () => {
  it('is taken for known and unknown addresses, and stands when repeated', async () => {
    const address = subscribed()
    const file = `${address}\nnot an address\nstranger@x.example\n`
    const { body } = await call(sandbox, 'PUT /api/1/list/optout', csv(file))
    expect(body).toMatchObject({
      status: 'success',
      message: '1 invalid or empty records rejected. 2 valid records processed.',
      emptyRecords: 0,
      rejectedRecords: 1,
    })
    const first = held(sandbox, address)
    expect(first.permission).toBe('unsubscribed')
    expect(await emails('optout')).toEqual(expect.arrayContaining([address, 'stranger@x.example']))
    sandbox.clock.advance(86_400_000)
    await call(sandbox, 'PUT /api/1/list/optout', csv(address))
    expect(held(sandbox, address)).toEqual(first)
  })

  it('is lifted by an opt-in; a complaint is not', async () => {
    const address = subscribed()
    await call(sandbox, 'PUT /api/1/list/optout', csv(address))
    await call(sandbox, 'PUT /api/1/list/optin', csv(address))
    expect(held(sandbox, address).permission).toBe('explicit')
    expect(await emails('optout')).not.toContain(address)
    sandbox.clock.runUntilQuiet()
    const [complainer = ''] = await emails('spamcomplaint')
    await call(sandbox, 'PUT /api/1/list/optin', csv(complainer))
    expect(held(sandbox, complainer).permission).toBe('unsubscribed')
  })

  it('needs a file', async () => {
    const { status, body } = await call(sandbox, 'PUT /api/1/list/optout', new FormData())
    expect([status, body.errorCode]).toEqual([400, 10003])
  })
})

describe('subscription categories', () => {
  const path = '/api/1/subscription'
  const form = (fields: Record<string, string>) => new URLSearchParams(fields)
  const joined = async (email: string) => {
    const { body } = await call(sandbox, `GET ${path}/category?email=${email}`)
    return (body as unknown as { name: string }[]).map((one) => one.name)
  }
  const email = 'a@x.example'

  it('are left and joined by address, and tell who left', async () => {
    const leave = { email, category: 'Client letters', action: 'optout' }
    const { body } = await call(sandbox, `PUT ${path}/optout`, form(leave))
    expect(body.message).toBe('OptOut entry added for subscription category : Client letters')
    expect(await joined(email)).toEqual(['Seminars and events'])
    const left = await call(sandbox, `GET ${path}/optout?category=Client%20letters`)
    const result = [{ email, timestamp: sandbox.clock.now() }]
    expect(left.body).toEqual({ offset: 0, count: 1, totalCount: 1, result })
    // Without an action it is an opt-in, as in the vendor's own sample.
    await call(sandbox, `PUT ${path}/optout`, form({ email, category: 'Client letters' }))
    expect(await joined(email)).toHaveLength(2)
  })

  it('are set at once: those that are not named are left', async () => {
    const wanted = form({ email, category: 'Seminars and events' })
    const { body } = await call(sandbox, `PUT ${path}/setcategories`, wanted)
    expect(body.message).toBe('Entry added for subscription categories : [Seminars and events]')
    expect(await joined(email)).toEqual(['Seminars and events'])
    await call(sandbox, `PUT ${path}/setcategories`, form({ email }))
    expect(await joined(email)).toEqual([])
  })

  it('leave the opt-out from everything alone, and are made on the vendor’s pages only', async () => {
    await call(sandbox, 'PUT /api/1/list/optout', csv(email))
    await call(sandbox, `PUT ${path}/optout`, form({ email, category: 'Client letters' }))
    expect(await emails('optout')).toContain(email)
    const made = await press(sandbox, 'POST categories', { name: 'Alumni' })
    expect(made.status).toBe(201)
    const deed = { email, category: 'Alumni', action: 'optout' }
    expect((await press(sandbox, 'POST categories/deeds', deed)).status).toBe(204)
    expect(await joined(email)).toEqual(['Client letters', 'Seminars and events'])
    const unknown = await call(sandbox, `GET ${path}/optout?category=Nothing`)
    expect(unknown.status).toBe(400)
  })
})
