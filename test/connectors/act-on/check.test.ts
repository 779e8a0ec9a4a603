import { expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import { good, scripted, SETTINGS } from './line.ts'

const GOOD = [
  good({ totalCount: 0, msgresult: [] }),
  good({ totalCount: -1, result: [] }),
  good({ totalCount: 0, result: [] }),
]

it('names the account as Act-On does', async () => {
  const { vendor, asked } = scripted(...GOOD, good({ account_id: 12_345, account_name: 'Firm' }))
  expect(await actOn.check(vendor)).toMatchObject({ ok: true, account: 'Firm' })
  expect(asked().at(-1)).toBe('/api/1/account')
})

it.each([
  ['no name', good({})],
  ['nothing', { status: 404, body: { errorCode: 90_004, message: 'Bad URL' } }],
])('names it after its user where Act-On tells %s of it, which is no fault', async (_, answer) => {
  const { vendor } = scripted(...GOOD, answer)
  expect(await actOn.check(vendor)).toMatchObject({ ok: true, account: SETTINGS.username })
})

it('asks no more once there is no line', async () => {
  const { vendor, asked } = scripted({ status: 401, body: {} }, { status: 401, body: {} })
  expect(await actOn.check(vendor)).toMatchObject({ ok: false, account: SETTINGS.username })
  expect(asked().filter((url) => url.endsWith('/account'))).toEqual([])
})
