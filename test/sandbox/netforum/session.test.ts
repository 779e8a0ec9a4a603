import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { createTokens, type Policy } from '../../../sandbox/netforum/tokens.ts'
import { createRandom } from '../../../sandbox/random.ts'
import { button, connect, post, signIn, start } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(async () => {
  const usual = { expiration: 'Absolute', timeoutMinutes: 20, failCount: 25, lockOutHours: 1 }
  await button(sandbox, 'PUT /tokens', usual)
  await button(sandbox, 'DELETE /lockouts')
})
afterAll(() => sandbox.close())

const version = ['GetVersion', {}] as const
const bad = ['GetQuery', { szObjectName: 'Individual', szColumnList: '*' }] as const

it('brings the token in the header; the body says the namespace only', async () => {
  const { status, token, content } = await signIn(sandbox)
  expect(status).toBe(200)
  expect(content.children[0]).toMatchObject({
    name: 'AuthenticateResult',
    text: 'http://www.avectra.com/2005/',
  })
  expect(token).toMatch(/^[0-9a-f-]{36}$/)
})

it('keeps an absolute token, after faults as well', async () => {
  const { token } = await signIn(sandbox)
  expect((await post(sandbox, version, token)).token).toBe(token)
  expect(await post(sandbox, bad, token)).toMatchObject({ status: 500, token: undefined })
  expect((await post(sandbox, version, token)).status).toBe(200)
})

it('gives another token with every answer when they slide, and none with a fault', async () => {
  await button(sandbox, 'PUT /tokens', { expiration: 'Sliding' })
  const { token: first } = await signIn(sandbox)
  const { token: second } = await post(sandbox, version, first)
  expect(second).not.toBe(first)
  const again = await post(sandbox, version, first)
  expect(again).toMatchObject({ status: 500, fault: { kind: 'InvalidTokenExceptionInfo' } })
  const failed = await post(sandbox, bad, second)
  expect(failed).toMatchObject({ token: undefined, fault: { kind: 'SystemExceptionInfo' } })
  expect((await post(sandbox, version, second)).fault?.kind).toBe('InvalidTokenExceptionInfo')
  const call = await connect(sandbox)
  for (let turn = 0; turn < 3; turn += 1) expect((await call('GetVersion')).text).toBe('2013.01')
})

it('lets one of two calls with the same sliding token through', async () => {
  await button(sandbox, 'PUT /tokens', { expiration: 'Sliding' })
  const { token } = await signIn(sandbox)
  const both = await Promise.all([post(sandbox, version, token), post(sandbox, version, token)])
  expect(both.map((one) => one.status).sort()).toEqual([200, 500])
})

it('refuses no token, a strange one, and the text of the body', async () => {
  for (const token of [
    undefined,
    'b667d671-9ba0-4d9c-b37b-9180fcc85cda',
    'http://www.avectra.com',
  ]) {
    expect((await post(sandbox, version, token)).fault?.kind).toBe('InvalidTokenExceptionInfo')
  }
  expect((await post(sandbox, ['TestConnection', {}])).status).toBe(200)
  const { content } = await post(sandbox, ['GetDateTime', {}])
  expect(Date.parse(content.children[0]?.text ?? '')).toBe(sandbox.clock.now())
})

it('locks out whoever signs in wrongly too often, with the right password, too', async () => {
  await button(sandbox, 'PUT /tokens', { failCount: 2 })
  const wrong = { password: 'wrong' }
  const kinds: (string | undefined)[] = []
  for (let turn = 0; turn < 3; turn += 1) kinds.push((await signIn(sandbox, wrong)).fault?.kind)
  const supplied = 'InvalidCredentialsExceptionInfo'
  expect(kinds).toEqual([supplied, supplied, 'LockedCredentialsExceptionInfo'])
  const right = await signIn(sandbox)
  expect(right).toMatchObject({ status: 500, fault: { message: 'Credentials Locked Out' } })
  await button(sandbox, 'DELETE /lockouts')
  expect((await signIn(sandbox)).status).toBe(200)
})

it('ends a lock and a token by the clock, which only sliding puts off', () => {
  let now = 1_000_000
  const made = (policy: Partial<Policy>) =>
    createTokens(
      createRandom(1),
      { expiration: 'Absolute', timeoutMinutes: 20, failCount: 0, lockOutHours: 2, ...policy },
      () => now,
    )
  const [absolute, sliding] = [made({}), made({ expiration: 'Sliding' })]
  expect(() => absolute.signIn('one', false)).toThrow('Locked')
  now += 2 * 3_600_000 - 1
  expect(() => absolute.signIn('one', true)).toThrow('Locked')
  now += 2
  const token = absolute.signIn('one', true)
  let other = sliding.signIn('one', true)
  for (let turn = 0; turn < 3; turn += 1) {
    now += 7 * 60_000
    sliding.take(other)
    other = sliding.renew(other)
  }
  expect(() => absolute.take(token)).toThrow('Invalid Token')
  expect(sliding.alive(other)).toBe(true)
  const open = made({ failCount: -1 })
  for (let turn = 0; turn < 50; turn += 1) expect(() => open.signIn('x', false)).toThrow('Supplied')
})

it('says in a fault who, what and where', async () => {
  const { content, status } = await post(sandbox, bad, (await signIn(sandbox)).token)
  const texts = Object.fromEntries(content.children.map((one) => [one.name, one.text]))
  expect(status).toBe(500)
  expect(texts.faultcode).toBe('soap:Client')
  expect(texts.faultstring).toMatch(/^System\.Web\.Services\.Protocols\.SoapException: Invalid Par/)
  const [exception] = content.children.at(-1)?.children[0]?.children ?? []
  expect(exception?.children.map((one) => one.name)).toEqual(
    'Message MessageDetail Number Source Line StackTrace ErrorType Errors'.split(' '),
  )
})
