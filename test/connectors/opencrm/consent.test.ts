import { describe, expect, it } from 'vitest'
import { openCrm } from '../../../src/connectors/crm/opencrm/index.ts'
import { scripted } from './line.ts'

const consent = openCrm.consent!
const ADDRESS = 'ada@client.example'
const ADA = { id: '5', email: ADDRESS, email2: '', do_not_email: '0' }
const ABOUT = { reason: 'Too many', mark: 'm1' }

/** One search of each field: companies have two, contacts two, leads one. */
const found = (contact: unknown) => [[], [], contact === null ? [] : [contact], [], []]

describe('opt-outs at OpenCRM', () => {
  it('are looked at once more: success is no proof (trap 2)', async () => {
    const line = scripted(...found(ADA), '5', ...found(ADA))
    const contact = { id: 'contact-5', address: ADDRESS } as never
    await expect(consent.optOut(line.vendor, contact, ABOUT)).rejects.toMatchObject({
      ...{ kind: 'refused', message: 'OpenCRM left the address mailable.' },
    })
    const kept = scripted(...found(ADA), '5', ...found({ ...ADA, do_not_email: '1' }))
    await consent.optOut(kept.vendor, contact, ABOUT)
    // Nothing else is written of the person: what is sent empty would be blanked (trap 9).
    expect(kept.asked()[5]!.body).toBe('do_not_email=1&crmid=5')
  })

  it('ask with one condition, and take nobody whom they did not mean (trap 6)', async () => {
    const line = scripted(...found({ ...ADA, email: 'adam@client.example' }))
    expect(await consent.find(line.vendor, ADDRESS)).toBeNull()
    const asked = line.asked().map(({ body }) => new URLSearchParams(body as string))
    expect(asked.map((form) => form.get('query_string'))).toEqual(
      ['email1', 'email2', 'email', 'email2', 'email'].map((field) => `${field}|=|${ADDRESS}`),
    )
  })
})
