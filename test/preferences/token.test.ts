import { describe, expect, test } from 'vitest'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { LinkKey, LinkMaker, masked, readToken } from '../../src/preferences/index.ts'
import { fc } from '../property.ts'
import { secrets, tokenFor } from './world.ts'

const id = fc.integer({ min: 1, max: 2_147_483_647 })
const place = fc.record({
  workspaceId: id,
  addressId: id,
  campaignId: fc.option(id, { nil: null }),
})
const key = fc.integer({ min: 1, max: 255 })

describe('a token', () => {
  test('says what it was made for, always in forty characters, and always the same', () => {
    fc.assert(
      fc.property(place, key, (of, number) => {
        const token = tokenFor(of, 'preferences', number)
        expect(token).toMatch(/^[\w-]{40}$/)
        expect(tokenFor(of, 'preferences', number)).toBe(token)
        expect(readToken(secrets, 'preferences', token)).toEqual({ ...of, keyNumber: number })
      }),
    )
  })

  test('is worthless with any one character changed, cut short or made longer', () => {
    fc.assert(
      fc.property(place, fc.nat(39), fc.constantFrom(...'Aa0-_zQ9'), (of, at, sign) => {
        const token = tokenFor(of)
        const changed = token.slice(0, at) + sign + token.slice(at + 1)
        if (changed !== token) expect(readToken(secrets, 'preferences', changed)).toBeNull()
        for (const other of [token.slice(0, at), `${token}${sign}`, ` ${token}`, `${token}=`]) {
          expect(readToken(secrets, 'preferences', other)).toBeNull()
        }
      }),
    )
  })

  test('is nothing that somebody made up', () => {
    const text = fc.stringMatching(/^[\w-]{40}$/)
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (made) => {
        expect(readToken(secrets, 'preferences', made)).toBeNull()
      }),
    )
  })

  test('does only what it was made for, and only where it was made', () => {
    const of = { workspaceId: 1, addressId: 2, campaignId: 3 }
    expect(readToken(secrets, 'unsubscribe', tokenFor(of))).toBeNull()
    expect(readToken(secrets, 'preferences', tokenFor(of, 'unsubscribe'))).toBeNull()
    const elsewhere = new Secrets(Buffer.alloc(32, 8))
    expect(readToken(elsewhere, 'preferences', tokenFor(of))).toBeNull()
  })

  test('tells nothing to who reads it: neighbours have nothing in common but their head', () => {
    const of = { workspaceId: 1, addressId: 1000, campaignId: 7 }
    const one = Buffer.from(tokenFor(of), 'base64url')
    const other = Buffer.from(tokenFor({ ...of, addressId: 1001 }), 'base64url')
    const same = [...one].filter((byte, at) => byte === other[at]).length
    expect(one.subarray(0, 2)).toEqual(other.subarray(0, 2))
    expect(same).toBeLessThan(8)
    expect(tokenFor(of, 'preferences', 2).slice(4)).not.toBe(tokenFor(of).slice(4))
  })
})

test('a link is short enough for a mail, and says in the header what RFC 8058 asks for', () => {
  const origin = 'https://communications.a-rather-long-name-of-a-firm.example.com'
  const at = { workspaceId: 2_147_483_647, campaignId: 2_147_483_647, origin }
  const links = new LinkMaker(secrets, 255, at).linksOf(2_147_483_647)
  for (const url of [links.preferences, links.unsubscribe]) expect(url.length).toBeLessThan(200)
  expect(new URL(links.unsubscribe).pathname).toMatch(/^\/u\/[\w-]{40}$/)
  const token = links.preferences.split('/p/')[1]!
  expect(new LinkKey(secrets, 'preferences', 255).open(Buffer.from(token, 'base64url'))).toEqual({
    workspaceId: at.workspaceId,
    addressId: 2_147_483_647,
    campaignId: at.campaignId,
  })
})

test.each([
  ['jane@example.com', 'j***@example.com'],
  ['j@example.com', '***@example.com'],
  ['été@example.com', 'é***@example.com'],
  ['"a@b"@example.com', '"***@example.com'],
])('%s is shown as %s', (address, shown) => expect(masked(address)).toBe(shown))
