import { describe, expect, it } from 'vitest'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import { walkPages } from '../../../src/connectors/index.ts'
import { readJob } from '../../../src/connectors/esp/emma/audience.ts'
import { bytes, good, scripted } from './line.ts'

const MEMBER = {
  member_id: 200,
  email: 'bea@client.example',
  member_status_id: 'o',
  status: 'opt-out',
  deleted_at: null,
  fields: { first_name: 'Bea', last_name: 'Client', office: 'Bonn', size: 12, topics: ['a', 'b'] },
}

describe('Emma, members', () => {
  it('tell their names and what else the account asks of them', () => {
    expect(emma.contacts!.read(bytes([MEMBER])).rows).toEqual([
      {
        id: '200',
        address: 'bea@client.example',
        firstName: 'Bea',
        lastName: 'Client',
        jobTitle: '',
        company: '',
        permission: 'o',
        lists: [],
        values: { office: 'Bonn', size: '12' },
      },
    ])
  })

  it('are walked all, then by groups; a group that is gone is passed over', async () => {
    const { vendor, asked } = scripted(
      good('2'),
      good([{ member_group_id: 5 }, { member_group_id: 6 }]),
      good('1'),
      good([MEMBER]),
      { status: 404 },
      good('1'),
      good([MEMBER]),
    )
    const told: string[][] = []
    for await (const { body } of walkPages('test', (at) => emma.contacts!.page(vendor, at))) {
      told.push(...emma.contacts!.read(body).rows.map(({ lists }) => lists))
    }
    expect(told).toEqual([[], ['6']])
    expect(asked().slice(4)).toEqual([
      '/groups/5/members?count=true',
      '/groups/6/members?count=true',
      '/groups/6/members?start=0&end=500',
    ])
  })

  it('who opted out are told without a time; what cannot be read is refused by its field', () => {
    const { status: _, member_status_id: __, ...stateless } = MEMBER
    const page = emma.suppressions!.read(
      bytes([
        MEMBER,
        { ...MEMBER, member_id: 201, member_status_id: 'a' },
        { ...stateless, member_id: 202, status: 'optout' },
        { ...MEMBER, member_id: 203, email: 'no address' },
        'no member',
      ]),
    )
    expect(page.rows.map(({ contactId, occurredAt }) => [contactId, occurredAt])).toEqual([
      ['200', null],
      ['202', null],
    ])
    expect(page.refused).toMatchObject([
      { field: 'email', clue: { contactId: '203', occurredAt: null } },
      { field: '' },
    ])
  })

  it('in which state stays with Emma: a return that did not take is told', async () => {
    const { vendor, exchanges } = scripted(good(MEMBER), good([]), good('true'), good(MEMBER))
    const contact = (await emma.consent!.find(vendor, MEMBER.email))!
    await expect(emma.consent!.resubscribe!.call(vendor, contact, ['5'])).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
    // Nobody is put into groups who may not be written to.
    expect(exchanges).toHaveLength(4)
  })

  it('that were deleted are none', async () => {
    const deleted = { ...MEMBER, deleted_at: '@D:2011-01-02T10:27:43' }
    const { vendor } = scripted(good(deleted))
    expect(await emma.consent!.find(vendor, MEMBER.email)).toBeNull()
  })

  it.each([
    [{}, 'waiting'],
    [{ import_started: '@D:2011-01-02T10:27:43' }, 'running'],
    [{ import_started: '@D:2011-01-02T10:27:43', status: 'o' }, 'running'],
    [{ import_finished: '@D:2011-01-02T10:28:43', status: 'o' }, 'done'],
    [{ import_finished: '@D:2011-01-02T10:28:43', status: 'e' }, 'failed'],
  ])('of an import that tells %j is %s', (told, state) => {
    expect(readJob({ import_id: 7, status: null, num_skipped: 1, ...told })).toMatchObject({
      id: '7',
      state,
      errors: 1,
    })
  })
})
