import { describe, expect, it } from 'vitest'
import { describeUrl, redact } from '../../../src/platform/http/index.ts'

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzY3AiOlsiYSJdfQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ'

describe('redact', () => {
  it.each([
    ['Authorization: Bearer abcdef123456', 'abcdef123456'],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA'],
    [`token was ${JWT} ok`, 'eyJ'],
    ['{"access_token":"opaque-value-1","x":1}', 'opaque-value-1'],
    ['refresh_token=opaque%2Fvalue&grant_type=refresh_token', 'opaque'],
    ['client_secret: hush-hush', 'hush'],
    ['{"password": "p4ss,word"}', 'p4ss'],
    ['https://back.example/cb?code=abc123&state=s', 'abc123'],
    ['https://user:pw@example.com/', 'pw'],
    ['Contact Ann.O\u2019Hara+x@example.co.uk exists', 'example.co.uk'],
    ['/contacts?email=ann%40example.com', 'ann'],
  ])('%s loses its secret', (text, secret) => {
    expect(redact(text)).not.toContain(secret)
    expect(redact(text)).toMatch(/\[(redacted|address)\]/)
  })

  it('cuts out values known to be secret wherever they stand', () => {
    expect(redact('x hunter22 y', ['hunter22'])).toBe('x [redacted] y')
    expect(redact('plain words stay', ['no'])).toBe('plain words stay')
  })

  it('leaves no half of a secret, or of an address, at the end of a long text', () => {
    const long = ' '.repeat(3_990)
    expect(redact(`${long}hunter22-and-more`, ['hunter22-and-more'])).not.toContain('hunt')
    expect(redact(`${long}ann.ohara@example.com`)).not.toContain('ohara')
  })

  it('leaves sentences readable', () => {
    const text = 'The limit must be between 1 and 500. Try at 12:30, see https://example.com/help'
    expect(redact(text)).toBe(text)
  })
})

describe('describeUrl', () => {
  it('keeps path and names, never values', () => {
    const url = new URL('https://api.cc.email/v3/contacts?email=a%40b.cz&limit=5&limit=6')
    expect(describeUrl(url)).toBe('https://api.cc.email/v3/contacts?email=…&limit=…')
  })
})
