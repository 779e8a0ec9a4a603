import { describe, expect, it } from 'vitest'
import { readOptOuts } from '../../../src/connectors/esp/constant-contact/contacts.ts'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import { bytes, scripted } from './line.ts'

function contact(email: Record<string, unknown> | null, more: Record<string, unknown> = {}) {
  return {
    contact_id: 'c1',
    first_name: 'Ann',
    last_name: 'Smith',
    ...(email && {
      email_address: {
        address: 'Ann@Example.com',
        permission_to_send: 'unsubscribed',
        opt_out_source: 'Contact',
        opt_out_date: '2016-03-03T10:53:04-05:00',
        opt_out_reason: 'Too many',
        ...email,
      },
    }),
    ...more,
  }
}
const read = (...contacts: unknown[]) => readOptOuts(bytes({ contacts }))

describe('an opt-out', () => {
  it('is read with its date (an offset counted in), reason and who did it', () => {
    expect(read(contact({}))).toMatchObject({
      rows: [
        {
          address: 'Ann@Example.com',
          occurredAt: Date.UTC(2016, 2, 3, 15, 53, 4),
          reason: 'Too many',
          by: 'Contact',
          name: { first: 'Ann', last: 'Smith' },
          contactId: 'c1',
        },
      ],
      refused: [],
    })
  })

  it('without a date is still an opt-out', () => {
    const { rows } = read(contact({ opt_out_date: undefined, opt_out_reason: undefined }))
    expect(rows).toMatchObject([{ occurredAt: null, reason: '' }])
  })

  it.each([
    [null, 'email_address'],
    [{ address: 'nobody' }, 'email_address.address'],
    [{ opt_out_date: '2026-02-31T10:00:00Z' }, 'email_address.opt_out_date'],
    [{ permission_to_send: 'implicit' }, 'email_address.permission_to_send'],
  ])('of %j is refused by its field, the rest is read', (email, field) => {
    const { rows, refused } = read(contact({}), contact(email))
    expect(rows).toHaveLength(1)
    expect(refused).toMatchObject([{ field }])
  })

  it('page without contacts is no page', () => {
    expect(() => readOptOuts(bytes({}))).toThrow(expect.objectContaining({ kind: 'unreadable' }))
  })
})

describe('asking', () => {
  it('for opt-outs names status and moment, and follows the link as given', async () => {
    const next = { href: '/v3/contacts?cursor=abc%3D&limit=500' }
    const { vendor, asked } = scripted(
      { status: 200, body: { contacts: [], _links: { next } } },
      { status: 200, body: { contacts: [] } },
    )
    const since = Date.UTC(2026, 0, 2, 3)
    const first = await constantContact.suppressions!.page(vendor, since, null)
    expect(first.next).toBe('cursor=abc%3D&limit=500')
    expect((await constantContact.suppressions!.page(vendor, since, first.next)).next).toBeNull()
    expect(asked()).toEqual([
      '/contacts?status=unsubscribed&optout_after=2026-01-02T03%3A00%3A00.000Z&limit=500',
      '/contacts?cursor=abc%3D&limit=500',
    ])
  })

  it('for all contacts leaves out those without an address', async () => {
    const { vendor } = scripted({
      status: 200,
      body: { contacts: [contact({}, { list_memberships: ['l1', 5] }), contact(null), 7] },
    })
    const part = constantContact.contacts!
    const { body, next } = await part.page(vendor, null)
    expect(next).toBeNull()
    expect(part.read(body)).toMatchObject({
      rows: [
        expect.objectContaining({
          id: 'c1',
          address: 'Ann@Example.com',
          permission: 'unsubscribed',
          lists: ['l1'],
        }),
      ],
      // What is no contact at all is told: a read that swallowed it would be taken for complete.
      refused: [expect.objectContaining({ record: 7 })],
    })
  })

  it('for lists tells how many can be mailed, where it is told', async () => {
    const lists = [
      { list_id: 'l1', name: 'A', membership_count: 3 },
      { list_id: 'l2', name: 'B' },
    ]
    const { vendor, asked } = scripted({ status: 200, body: { lists } })
    const part = constantContact.lists!
    const { body } = await part.page(vendor, null)
    expect(part.read(body).rows).toEqual([
      { id: 'l1', name: 'A', members: 3 },
      { id: 'l2', name: 'B', members: null },
    ])
    expect(asked()).toEqual(['/contact_lists?limit=500&include_membership_count=active'])
  })
})
