import { describe, expect, it } from 'vitest'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import { secretKeysOf } from '../../../src/connectors/index.ts'

const GIVEN = { accountId: '77', publicKey: 'public', privateKey: 'private' }

describe('Emma, settings', () => {
  it('need an account and a pair of keys; the private one is sealed', () => {
    expect(emma.settings.parse(GIVEN)).toEqual({ apiUrl: 'https://api.e2ma.net', ...GIVEN })
    expect(secretKeysOf(emma)).toEqual(emma.keys!.names)
  })

  it.each([
    ['accountId', '../77'],
    ['accountId', ''],
    ['publicKey', 'pub:lic'],
    ['publicKey', 'a\r\nb'],
    ['privateKey', ''],
  ])('refuse for %s: %j', (name, value) => {
    const { error } = emma.settings.safeParse({ ...GIVEN, [name]: value })
    expect(error!.issues.map(({ path }) => path)).toEqual([[name]])
  })

  it('keep requests below the account', () => {
    const apiUrl = 'https://emma.example'
    expect(emma.baseUrls({ apiUrl, accountId: '77' })).toEqual([`${apiUrl}/77`])
  })
})
