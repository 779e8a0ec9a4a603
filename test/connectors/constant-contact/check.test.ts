import { describe, expect, it } from 'vitest'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import { byPath } from './line.ts'

const privileges = ['account:read', 'campaign:read', 'ui:campaign:metrics', 'contacts:read']
const all = [...privileges, 'contacts:lists:read', 'contacts:lists:write', 'contacts:write'].map(
  (privilege_name) => ({
    privilege_name,
  }),
)
const good = {
  '/account/summary': { status: 200, body: { organization_name: 'Firm' } },
  '/account/user/privileges': { status: 200, body: all },
  '/contacts': { status: 200, body: { contacts: [] } },
  '/emails': { status: 200, body: { campaigns: [] } },
}
const no = { status: 403, body: { error_key: 'forbidden', error_message: 'No' } }

describe('check', () => {
  it('of a good account is good, and names it', async () => {
    const health = await constantContact.check(byPath(good).vendor)
    expect(health).toMatchObject({ ok: true, account: 'Firm' })
    expect(health.checks.map((line) => line.name)).toEqual([
      'account_read',
      'privileges',
      'contact_data',
      'campaign_data',
    ])
  })

  it.each([
    ['/account/summary', 'account_read'],
    ['/contacts', 'contact_data'],
    ['/emails', 'campaign_data'],
  ])(
    'of a grant that %s refuses names the scope %s, and looks at the rest',
    async (path, scope) => {
      const health = await constantContact.check(byPath({ ...good, [path]: no }).vendor)
      expect(health.ok).toBe(false)
      expect(health.checks).toHaveLength(4)
      expect(health.checks.filter((line) => !line.ok)).toEqual([
        {
          name: scope,
          ok: false,
          sentence: expect.stringContaining(`The scope ${scope} is missing`),
          remedy: expect.stringContaining(scope),
        },
      ])
    },
  )

  it('names the privileges the user lacks', async () => {
    const body = [{ privilege_name: 'campaign:read' }, 'odd', null]
    const answers = { ...good, '/account/user/privileges': { status: 200, body } }
    const health = await constantContact.check(byPath(answers).vendor)
    expect(health.checks[1]).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('account:read, ui:campaign:metrics, contacts:read'),
    })
  })

  it('says the renewal is missing where that is known', async () => {
    const vendor = byPath(good).vendor
    const check = (hasRefreshToken: boolean) =>
      constantContact.check({ ...vendor, granted: { scopes: null, hasRefreshToken } })
    expect((await check(true)).ok).toBe(true)
    expect((await check(false)).checks.at(-1)).toMatchObject({ name: 'offline_access', ok: false })
  })

  it('of a lost grant, or no way there, is one line', async () => {
    for (const outcome of [
      { status: 401 },
      { status: 500 },
      { fault: 'address_forbidden' },
    ] as const) {
      const health = await constantContact.check(byPath({ '/account/summary': outcome }).vendor)
      expect(health).toMatchObject({ ok: false, checks: [{ name: 'connection', ok: false }] })
      expect(health.checks).toHaveLength(1)
    }
  })
})
