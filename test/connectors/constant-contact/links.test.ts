import { describe, expect, it } from 'vitest'
import { nextCursor } from '../../../src/connectors/esp/constant-contact/client.ts'

const path = '/reports/email_reports/a1/tracking/sends'
const at = (href: unknown, used: string | null = null, apiUrl = 'https://api.cc.email/v3') =>
  nextCursor({ _links: { next: { href } } }, { apiUrl, path, used })

describe('the next page', () => {
  it('is the query of the vendor’s own link', () => {
    expect(at(`/v3${path}?cursor=abc`)).toBe('cursor=abc')
    expect(at(`/v3${path}?limit=500&cursor=a%2Fb%3D`)).toBe('limit=500&cursor=a%2Fb%3D')
    expect(at(`https://api.cc.email/v3${path}?cursor=abc`)).toBe('cursor=abc')
  })

  it('is found behind a proxy with another base path, too', () => {
    const proxy = 'https://proxy.example/cc/v3'
    expect(at(`/v3${path}?cursor=abc`, null, proxy)).toBe('cursor=abc')
    expect(at(`/cc/v3${path}?cursor=abc`, null, proxy)).toBe('cursor=abc')
    expect(at(`https://api.cc.email/v3${path}?cursor=abc`, null, proxy)).toBe('cursor=abc')
  })

  it('is none at the end, however the vendor says it', () => {
    const asked = { apiUrl: 'https://api.cc.email/v3', path, used: null }
    for (const body of [{}, { _links: null }, { _links: {} }, { _links: { next: null } }]) {
      expect(nextCursor(body, asked)).toBeNull()
    }
    expect(at(null)).toBeNull()
    expect(at('')).toBeNull()
  })

  it.each([
    ['https://evil.example/v3/reports/email_reports/a1/tracking/sends?cursor=a', /another place/],
    ['//evil.example/v3/reports/email_reports/a1/tracking/sends?cursor=a', /another place/],
    ['/v3/reports/email_reports/a2/tracking/sends?cursor=a', /another place/],
    ['/v3/reports/email_reports/a1/tracking/opens?cursor=a', /another place/],
    [`/v3${path}/../../../b?cursor=a`, /another place/],
    [`/v3${path}`, /no cursor/],
    [`/v3${path}?cursor=`, /no cursor/],
    ['http://[', /no address/],
    [42, /no address/],
    [{}, /no address/],
    [`/v3${path}?cursor=${'a'.repeat(9000)}`, /no address/],
  ])('is not %j', (href, why) => {
    expect(() => at(href)).toThrow(why)
  })

  it('never is the page just read', () => {
    expect(() => at(`/v3${path}?cursor=abc`, 'cursor=abc')).toThrow(
      'The next page points to itself.',
    )
    expect(() => at(`/v3${path}?limit=5&cursor=abc`, 'cursor=abc&limit=9')).toThrow(
      expect.objectContaining({ kind: 'unreadable' }),
    )
  })

  it.each([[{ _links: 'x' }], [{ _links: [] }], [{ _links: { next: 'x' } }]])(
    'in a shape of its own, %j, is no page',
    (body) => {
      const asked = { apiUrl: 'https://api.cc.email/v3', path, used: null }
      expect(() => nextCursor(body, asked)).toThrow(expect.objectContaining({ kind: 'unreadable' }))
    },
  )
})
