import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, ids, newest, start, truthOf, walk, type Line } from './client.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start({ ceiling: () => Infinity })
})
afterEach(() => sandbox.close())

const group = async (name: string) => (await ids(sandbox)).groups.find((one) => one.name === name)

it('an import is a job: it adds, updates, skips and tells doubles', async () => {
  const [known] = await walk(sandbox, '/members')
  const members = ['new@x.example', 'NEW@x.example', 'no address', String(known?.email)]
  const { body } = await call(sandbox, 'POST /members', {
    members: members.map((email) => ({ email, fields: { first_name: 'Ada' } })),
    group_ids: [(await group('Events'))?.id],
  })
  const path = `GET /members/imports/${String(body.import_id)}`
  expect((await call(sandbox, path)).body).toMatchObject({ status: null, import_finished: null })
  sandbox.clock.advance(60_000)
  expect((await call(sandbox, path)).body).toMatchObject({
    ...{ status: 'o', num_members_added: 1, num_members_updated: 1 },
    ...{ num_skipped: 1, num_duplicates: 1 },
  })
  const added = await call(sandbox, 'GET /members/email/new@x.example')
  expect(added.body).toMatchObject({ fields: { first_name: 'Ada' }, member_status_id: 'a' })
})

it('who opted out stays out when added, and is left out of a resend', async () => {
  const events = await group('Events')
  const active = (await walk(sandbox, `/groups/${events?.id}/members`)).filter(
    (one) => one.member_status_id === 'a',
  )
  const email = String(active[0]?.email)
  expect((await call(sandbox, `PUT /members/email/optout/${email}`)).status).toBe(200)
  const again = await call(sandbox, 'POST /members/add', { email })
  expect(again.body).toMatchObject({ status: 'o', added: false })
  const { id } = await newest(sandbox)
  const recipient_groups = [events?.id]
  const { body } = await call(sandbox, `POST /mailings/${id}`, { recipient_groups })
  sandbox.clock.runUntilQuiet()
  const sent = await walk(sandbox, `/response/${String(body.mailing_id)}/sends`)
  expect(sent.length).toBeGreaterThan(50)
  expect(sent.map((one) => one.email)).not.toContain(email)
  const known = (await ids(sandbox)).mailings.find((one) => one.id === body.mailing_id)
  expect(truthOf(sandbox, known?.campaignActivityId ?? '').totals.opens).toBeGreaterThan(10)
})

it('a mailing that waits is paused, let go and canceled', async () => {
  const waiting = (await walk(sandbox, '/mailings?is_scheduled=true'))[0]?.mailing_id
  const status = async () => {
    return (await call(sandbox, `GET /mailings/${String(waiting)}`)).body.mailing_status
  }
  const put = (to: string) => call(sandbox, `PUT /mailings/${String(waiting)}`, { status: to })
  expect((await put('ready')).status).toBe(400)
  await put('paused')
  expect(await status()).toBe('a')
  await put('ready')
  expect(await status()).toBe('p')
  await call(sandbox, `DELETE /mailings/cancel/${String(waiting)}`)
  expect(await status()).toBe('x')
})

it('webhooks are told over HTTP, unsigned, of what happens from then on', async () => {
  const heard: Line[] = []
  const receiver = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => heard.push(JSON.parse(chunk.toString()) as Line))
    request.on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  for (const event of ['message_click', 'member_optout']) {
    await call(sandbox, 'POST /webhooks', { event, url })
  }
  sandbox.clock.runUntilQuiet()
  await sandbox.deliver()
  const { campaignActivityId } = await newest(sandbox)
  const { rows } = truthOf(sandbox, campaignActivityId)
  const late = rows.clicks.filter((one) => one.at > sandbox.world.start)
  const clicks = heard.filter((one) => one.event_name === 'message_click')
  expect(clicks).toHaveLength(late.length)
  expect(clicks[0]?.data).toHaveProperty('link_id')
  expect(await sandbox.deliver()).toBe(0)
  receiver.close()
})

it('is too fast for the vendor: 403, and then lets in again', async () => {
  sandbox.enforceLimits(true)
  const asked = Array.from({ length: 12 }, () => call(sandbox, 'GET /fields'))
  const refused = (await Promise.all(asked)).filter((one) => one.status === 403)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.body).toEqual({ error: 'Rate Limit Exceeded' })
  sandbox.enforceLimits(false)
  expect((await call(sandbox, 'GET /fields')).status).toBe(200)
})

it('a page that is an array is spoilt like any other', async () => {
  const { id } = await newest(sandbox)
  const target = `GET /response/${id}/sends?start=0&end=10`
  const whole = (await call<Line[]>(sandbox, target)).body
  const once = async (fault: Parameters<Sandbox['faults']['add']>[0], at = target) => {
    sandbox.faults.add(fault)
    return call<(Line | null)[]>(sandbox, at)
  }
  expect((await once({ kind: 'duplicate-rows', count: 2 })).body).toEqual([
    ...whole.slice(0, 2),
    ...whole,
  ])
  await call(sandbox, target)
  const later = target.replace('start=0&end=10', 'start=10&end=20')
  const drifted = await once({ kind: 'drifted-rows', count: 2 }, later)
  expect(drifted.body.slice(0, 2)).toEqual(whole.slice(-2))
  expect((await once({ kind: 'empty-source' })).body).toEqual([])
  const broken = await once({ kind: 'malformed-row', variant: 'missing-contact-id' })
  expect(broken.body[1]).not.toHaveProperty('member_id')
  expect((await once({ kind: 'throttle' })).status).toBe(403)
  expect(() => sandbox.faults.add({ kind: 'revoke-refresh-token' })).toThrow('revoke')
  sandbox.faults.add({ kind: 'skewed-totals', stats: { sent: 3 } })
  const { body } = await call(sandbox, `GET /response/${id}`)
  expect(body.sent).toBe((await walk(sandbox, `/response/${id}/sends`)).length + 3)
})
