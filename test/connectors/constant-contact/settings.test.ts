import { describe, expect, it } from 'vitest'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import {
  capabilitiesOf,
  connectorById,
  connectors,
  secretKeysOf,
  settingsSchemaOf,
} from '../../../src/connectors/index.ts'

const parse = (input: unknown) => constantContact.settings.safeParse(input)

describe('the settings', () => {
  it('need a client id only; the vendor’s own addresses are the default', () => {
    expect(parse({ clientId: ' key ' }).data).toEqual({
      apiUrl: 'https://api.cc.email/v3',
      authorizeUrl: 'https://authz.constantcontact.com/oauth2/default/v1/authorize',
      tokenUrl: 'https://authz.constantcontact.com/oauth2/default/v1/token',
      clientId: 'key',
    })
    expect(parse({}).success).toBe(false)
    expect(parse({ clientId: '  ' }).error!.issues[0]!.message).toContain('client id')
  })

  it('refuse unknown keys by name, and addresses that are none', () => {
    const unknown = parse({ clientId: 'k', clientSecrt: 'x' })
    expect(unknown.error!.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      keys: ['clientSecrt'],
    })
    for (const apiUrl of ['ftp://x', 'x', 'https://a:b@x/', 'https://x/?y', 'https://x/#y', 7]) {
      expect(parse({ clientId: 'k', apiUrl }).error!.issues[0]!.path).toEqual(['apiUrl'])
    }
  })

  it('keep secrets apart, in the form’s schema too', () => {
    expect(secretKeysOf(constantContact)).toEqual(['clientSecret', 'accessToken', 'refreshToken'])
    expect(settingsSchemaOf(constantContact)).toMatchObject({
      required: ['clientId'],
      additionalProperties: false,
      properties: {
        clientSecret: { type: 'string', writeOnly: true, title: 'Client secret' },
        clientId: expect.not.objectContaining({ writeOnly: true }),
      },
    })
  })

  it('decide addresses and budget', () => {
    const settings = { apiUrl: 'http://127.0.0.1:4010/v3/', clientId: 'k' }
    expect(constantContact.baseUrls(settings)).toEqual(['http://127.0.0.1:4010/v3'])
    expect(constantContact.pace(settings)).toEqual({
      budget: 'constant-contact:k',
      perSecond: 4,
      perDay: 10_000,
      dayStartsAtUtcHour: 0,
    })
  })
})

describe('the registry', () => {
  it('knows each connector by its id, once', () => {
    expect(connectorById('constant-contact')).toBe(constantContact)
    expect(connectorById('toString')).toBeUndefined()
    expect(new Set(connectors.map((one) => one.id)).size).toBe(connectors.length)
  })

  it('reads capabilities off the parts', () => {
    const { totals: _, ...without } = constantContact
    const present = (one: typeof constantContact) =>
      capabilitiesOf(one)
        .filter((c) => c.isPresent)
        .map((c) => c.name)
    expect(present(constantContact)).toContain('totals')
    expect(present(without)).toEqual(present(constantContact).filter((name) => name !== 'totals'))
  })
})
