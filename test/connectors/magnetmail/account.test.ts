import { describe, expect, it } from 'vitest'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { element, elementAt, elements, textOf, withField } from '../../../src/connectors/index.ts'
import { bodyOf, bytes, fault, good, scripted } from './line.ts'

type Fields = Record<string, string | undefined>

const person = (fields: Fields) => elements({ id: '31', email: 'ada@client.example', ...fields })

function left(recipient: Fields, ResultDate = '2026-03-02T10:00:00') {
  return element('recp_unsubscribe', [
    element('recipient', person(recipient)),
    ...elements({ ResultDate, message_name: 'March' }),
  ])
}

const found = (...people: Fields[]) =>
  good(
    'searchForRecipients',
    element(
      'recipients',
      people.map((one) => element('Recipient', person(one))),
    ),
  )

describe('opt-outs', () => {
  const { suppressions } = magnetMail

  it('leave out whoever is not unsubscribed altogether, and keep whose state is not told', () => {
    const rows = [{ unsubscribed: 'true' }, { unsubscribed: 'false' }, {}].map((one, at) =>
      left({ ...one, email: `${at}@client.example` }),
    )
    const read = suppressions!.read(bytes('getUnsubscribes', rows))
    expect(read.refused).toEqual([])
    expect(read.rows.map(({ address }) => address)).toEqual([
      '0@client.example',
      '2@client.example',
    ])
  })

  it('have a time only where it is written with its zone', () => {
    const rows = [left({}, '2026-03-02T10:00:00'), left({}, '2026-03-02T10:00:00-05:00')]
    const read = suppressions!.read(bytes('getUnsubscribes', rows))
    expect(read.rows.map(({ occurredAt }) => occurredAt)).toEqual([null, Date.UTC(2026, 2, 2, 15)])
    // The zone that is furthest ahead has had ten o'clock fourteen hours before UTC.
    expect(read.rows.map(({ earliest }) => earliest)).toEqual([Date.UTC(2026, 2, 1, 20), undefined])
  })

  it('are who complained, too, and say so', () => {
    const read = suppressions!.read(bytes('getSpamComplaints', [left({ unsubscribed: 'true' })]))
    expect(read.rows).toMatchObject([{ cause: 'complaint', contactId: '31' }])
  })

  it('stay complaints where a person puts their address right', () => {
    const rows = [left({ unsubscribed: 'true', email: 'none' })]
    const { refused } = suppressions!.read(bytes('getSpamComplaints', rows))
    const record = withField(refused[0]!.record, 'recipient.email', 'ada@client.example')
    expect(suppressions!.mend!.readRecord(record).rows).toMatchObject([{ cause: 'complaint' }])
    const wish = suppressions!.read(bytes('getUnsubscribes', rows)).refused[0]!.record
    const mended = withField(wish, 'recipient.email', 'ada@client.example')
    expect(suppressions!.mend!.readRecord(mended).rows[0]).not.toHaveProperty('cause')
  })

  it('are asked for without a gap from a day before on; then who gets no faxes', async () => {
    const day = 86_400_000
    const now = scripted(good('getUnsubscribes', [])).vendor.now()
    const since = now - 500 * day
    let cursor: string | null = null
    const spans: [string, number, number][] = []
    for (let count = 0; count === 0 || (cursor !== null && count < 9); count++) {
      const report: string = cursor?.split(' ')[0] ?? 'getUnsubscribes'
      const line =
        report === 'searchForRecipients'
          ? scripted(found(), good('GetAllGroupCategories', []))
          : scripted(good(report, []))
      cursor = (await suppressions!.page(line.vendor, since, cursor)).next
      const body = bodyOf(line.asked()[0]!)
      if (report === 'searchForRecipients') {
        const criteria = elementAt(body, 'criteria')
        expect(textOf(criteria, 'fax_send_suppress')).toBe('true')
        expect(textOf(criteria, 'pageNo')).toBe('1')
        expect(cursor).toBeNull()
        continue
      }
      const at = (name: string) => Date.parse(textOf(body, name))
      spans.push([body.name, at('fromDate'), at('toDate')])
    }
    const first = since - day
    const middle = first + 366 * day
    const end = now + 30 * day
    expect(spans).toEqual([
      ['getUnsubscribes', first, middle],
      ['getUnsubscribes', middle, end],
      ['getSpamComplaints', first, middle],
      ['getSpamComplaints', middle, end],
    ])
  })
})

describe('who gets no faxes', () => {
  const read = (...people: Fields[]) => {
    const rows = people.map((one) => element('Recipient', person(one)))
    const answer = bytes('searchForRecipients', element('recipients', rows))
    return magnetMail.suppressions!.read(answer)
  }

  it('is out by fax alone, undated; who has no number or gets them is not told of', () => {
    const fax = '+1 202 555 0100'
    const out = { fax, fax_send_suppress: 'true' }
    const { rows, refused } = read(out, { ...out, fax_send_suppress: 'false' }, { ...out, fax: '' })
    expect(refused).toEqual([])
    expect(rows).toMatchObject([
      { channel: 'fax', address: '+12025550100', occurredAt: null, beside: 'ada@client.example' },
    ])
    expect(rows[0]).not.toHaveProperty('cause')
  })

  it('is a problem where the number cannot be read: nobody’s wish is passed over', () => {
    const { rows, refused } = read({ fax: 'see card', fax_send_suppress: 'true' })
    expect(rows).toEqual([])
    expect(refused).toMatchObject([{ field: 'fax' }])
  })
})

describe('recipients', () => {
  it('tell their fax number, as far as it is one', async () => {
    const line = scripted(found({ fax: '(202) 555-0100' }, { fax: 'none' }, {}))
    const { contacts } = magnetMail.readAs!({
      ...line.vendor.settings,
      ...{ country: '1', trunk: '', abroad: '011' },
    })
    const { rows } = contacts!.read((await contacts!.page(line.vendor, null)).body)
    expect(rows.map(({ faxes }) => faxes)).toEqual([['+12025550100'], [], []])
    expect(rows.map(({ values }) => values['fax'])).toEqual(['(202) 555-0100', 'none', undefined])
  })

  it('end with an empty page, however short the others are', async () => {
    const { contacts } = magnetMail
    const line = scripted(found({}), found(), good('getGroupsUTC', []))
    const page = await contacts!.page(line.vendor, null)
    expect(page.next).toBe('2')
    expect((await contacts!.page(line.vendor, page.next)).next).toBeNull()
  })

  it('are told again with each of their groups, whose members are walked after them', async () => {
    const { contacts } = magnetMail
    const ids = ['3', '7'].map((group_id) => element('group', elements({ group_id })))
    const people = [{ EmailId: 'ada@client.example', RecipientId: '31' }, { RecipientId: '32' }]
    const members = people.map((one) => element('GroupRecipient', elements(one)))
    const some = good('getGroupRecipients', element('recipients', members))
    const none = good('getGroupRecipients', element('recipients'))
    const line = scripted(found(), good('getGroupsUTC', ids), some, none, none)
    const read: [string | null, unknown[]][] = []
    let cursor: string | null = null
    do {
      const { body, next }: { body: Uint8Array; next: string | null } = await contacts!.page(
        line.vendor,
        cursor,
      )
      read.push([cursor, contacts!.read(body).rows.map(({ id, lists }) => [id, lists])])
      cursor = next
    } while (cursor !== null)
    expect(read).toEqual([
      [null, []],
      ['1 3,7', [['31', ['3']]]],
      ['2 3,7', []],
      ['1 7', []],
    ])
  })

  it('are unsubscribed, suppressed or neither; those without an address are left out', async () => {
    const { contacts } = magnetMail
    const states = [{ unsubscribed: 'true', suppressed: 'true' }, { email_send_suppress: 'true' }]
    const line = scripted(found(...states, {}, { email: '' }))
    const { rows } = contacts!.read((await contacts!.page(line.vendor, null)).body)
    expect(rows.map(({ permission }) => permission)).toEqual(['unsubscribed', 'suppressed', ''])
  })
})

describe('groups', () => {
  it('come in one answer, without their sizes; one without its id is refused', async () => {
    const groups = [{ group_id: '3', group_name: 'Tax & more' }, { group_name: 'Nobody' }]
    const rows = groups.map((one) => element('group', elements(one)))
    const line = scripted(good('getGroupsUTC', rows))
    const { body, next } = await magnetMail.lists!.page(line.vendor, null)
    expect(next).toBeNull()
    const read = magnetMail.lists!.read(body)
    expect(read.rows).toEqual([{ id: '3', name: 'Tax & more', members: null }])
    expect(read.refused).toMatchObject([{ field: 'group_id', place: 1 }])
  })
})

describe('telling an opt-out', () => {
  const done = good('unsubscribeRecipients', [])
  const ask = { reason: 'Too many', mark: 'm1' }

  it('tells every recipient with the address, and believes what is held then', async () => {
    const two = [{ id: '31' }, { id: '32', email: 'Ada@client.example' }]
    const out = two.map((one) => ({ ...one, unsubscribed: 'true' }))
    const line = scripted(found(...two), done, done, found(...out))
    const held = await magnetMail.consent!.find(line.vendor, 'ada@client.example', [])
    await magnetMail.consent!.optOut(line.vendor, held!, ask)
    const told = line.asked().slice(1, 3).map(bodyOf)
    const ids = told.map((body) => textOf(body.children[0]!.children[0], 'RecipientId'))
    expect(ids).toEqual(['31', '32'])
  })

  it('fails where the recipient is not unsubscribed afterwards', async () => {
    const line = scripted(found({}), done, found({ email_send_suppress: 'true' }))
    const held = await magnetMail.consent!.find(line.vendor, 'ada@client.example', [])
    await expect(magnetMail.consent!.optOut(line.vendor, held!, ask)).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
  })

  it('takes an address that only begins alike for another', async () => {
    const line = scripted(found({ email: 'ada@client.example.org' }))
    expect(await magnetMail.consent!.find(line.vendor, 'ada@client.example', [])).toBeNull()
  })
})

describe('telling who gets no faxes', () => {
  const faxes = magnetMail.consent!.faxes!
  const number = '+12025550100'

  it('looks by the ids that are known, and tells each spelling of the number', async () => {
    const out = { fax: '+1 202 555-0100', fax_send_suppress: 'true' }
    const line = scripted(
      found({ id: '31', fax: '+1 (202) 5550100' }),
      found({ id: '32', ...out }),
      good('uploadSuppressionList', []),
    )
    const held = (await faxes.find(line.vendor, number, ['31', '32']))!
    expect(held).toMatchObject({ id: '31', state: 'mailable' })
    await faxes.optOut(line.vendor, held)
    const [first, , told] = line.asked().map(bodyOf)
    expect(textOf(elementAt(first, 'criteria'), 'id')).toBe('31')
    const list = elementAt(told, 'suppressionlist')
    expect([textOf(list, 'suppressby'), textOf(list, 'type')]).toEqual(['Fax', 'Fax'])
    const recipients = elementAt(list, 'recipients')!.children
    expect(recipients.map((one) => textOf(one, 'fax'))).toEqual(['+1 (202) 5550100'])
  })

  it('takes a recipient with another number by now for nobody', async () => {
    const line = scripted(found({ id: '31', fax: '+1 202 555-0199' }))
    expect(await faxes.find(line.vendor, number, ['31'])).toBeNull()
  })

  it('is held only where every recipient with the number gets none', async () => {
    const fax = { fax: number }
    const out = { ...fax, fax_send_suppress: 'true' }
    const state = async (...people: Fields[]) =>
      (await faxes.find(scripted(found(...people)).vendor, number, []))!.state
    expect(await state(out, fax)).toBe('mailable')
    expect(await state(out, out)).toBe('opted_out')
  })
})

describe('messages, totals and the check', () => {
  it('take the first sending of a message for its time, and the last for its change', async () => {
    const message = { message_id: '7', message_name: 'March', createDate: '2026-03-01T08:00:00' }
    const job = (sent_date: string) => element('JobToGroup', elements({ sent_date }))
    const row = element('MessageList', [
      element('message', elements({ ...message, lastSent: '2026-03-05T09:00:00Z' })),
      element('GroupsEmailSentTo', [job('2026-03-05T09:00:00'), job('2026-03-02T09:00:00')]),
    ])
    const details = elements({
      html_version_block1: '<p>One</p>',
      html_version_block2: '',
      html_version_block3: '<p>Three</p>',
      SubjectLine: 'Spring & more',
      FromAddress: 'Firm <news@firm.example>',
    })
    const line = scripted(
      good('getMessagesUTC', row),
      good('getMessagesUTC', []),
      good('GetMessageDetails', details),
    )
    const since = line.vendor.now() - 86_400_000
    for await (const [listed] of magnetMail.feedback!.campaigns(line.vendor, since)) {
      expect(listed).toMatchObject({ status: 'sent', updatedAt: Date.UTC(2026, 2, 5, 9) })
      const detail = await magnetMail.feedback!.campaign(line.vendor, '7', listed)
      expect(detail).toMatchObject({
        subject: 'Spring & more',
        ...{ fromName: 'Firm', fromAddress: 'news@firm.example' },
        sentAt: Date.UTC(2026, 2, 2, 9),
        activities: [{ id: '7' }],
        html: '<p>One</p>\n<p>Three</p>',
      })
    }
    expect.assertions(2)
  })

  it('that go by mail and by fax, or by fax alone, have what happened by each', async () => {
    const message = (message_id: string) => ({ message_id, lastSent: '2026-03-05T09:00:00' })
    const row = (id: string) => element('MessageList', element('message', elements(message(id))))
    const job = element('JobToGroup', elements({ sent_date: '2026-03-04T09:00:00' }))
    const fax = element('MessageList', [
      element('message', elements(message('8'))),
      element('GroupsFaxSentTo', job),
    ])
    const line = scripted(
      good('getMessagesUTC', row('7')),
      good('getMessagesUTC', [row('7'), fax]),
      good('GetMessageDetails', []),
    )
    const since = line.vendor.now() - 86_400_000
    const told = []
    for await (const page of magnetMail.feedback!.campaigns(line.vendor, since)) {
      for (const listed of page) {
        told.push(await magnetMail.feedback!.campaign(line.vendor, listed.id, listed))
      }
    }
    expect(told.map(({ activities }) => activities.map(({ id }) => id))).toEqual([
      ['7', '7/fax'],
      ['8/fax'],
    ])
    expect(told[1]!.sentAt).toBe(Date.UTC(2026, 2, 4, 9))
    const asked = line.asked().map(bodyOf).slice(0, 2)
    const limits = asked.map((body) => [textOf(body, 'hasFax'), textOf(body, 'hasEmail')])
    expect(limits).toEqual([
      ['all', 'yes'],
      ['yes', 'all'],
    ])
  })

  it('are asked for year by year from 2000 on, whatever became of them, and told once', async () => {
    const day = 86_400_000
    const message = { message_id: '7', message_name: 'March', lastSent: '2000-12-31T12:00:00' }
    const row = element('MessageList', element('message', elements(message)))
    const line = scripted(good('getMessagesUTC', row))
    const channels = new Set<string>()
    const told: string[] = []
    for await (const page of magnetMail.feedback!.campaigns(line.vendor, null)) {
      told.push(...page.map(({ id }) => id))
    }
    expect(told).toEqual(['7'])
    const all = line.asked().map(bodyOf)
    for (const body of all) channels.add(textOf(body, 'hasEmail'))
    expect([...channels]).toEqual(['yes', 'all'])
    const bodies = all.filter((body) => textOf(body, 'hasEmail') === 'yes')
    expect(bodies.length).toBe(all.length / 2)
    const spans = bodies.map((body) =>
      ['sentStartDate', 'sentEndDate'].map((name) => Date.parse(textOf(body, name))),
    )
    expect(spans[0]![0]).toBe(Date.UTC(2000, 0))
    expect(spans.at(-1)![1]).toBe(line.vendor.now() + 30 * day)
    for (const [at, [from, to]] of spans.entries()) {
      expect(to! - from!).toBeLessThanOrEqual(366 * day)
      if (at > 0) expect(from).toBe(spans[at - 1]![1])
    }
    const limits = ['archived', 'hidden', 'hasFax', 'hasEmail'].map((name) =>
      textOf(bodies[0], name),
    )
    expect(limits).toEqual(['all', 'all', 'all', 'yes'])
  })

  it('leave out a figure that is none', async () => {
    const faxes = { FaxSent: 5, FaxFailed: 1 }
    const figures = elements({
      EmailSent: 12,
      EmailBounced: 2,
      EmailDelivered: 9,
      ...faxes,
      FTF: 3,
    })
    const line = scripted(good('getOverallTracking', figures))
    expect(await magnetMail.totals!.read(line.vendor, ['7'])).toEqual([
      { campaignId: '7', sent: 17, bounces: 3, forwards: 3, countedAt: null },
    ])
    expect(magnetMail.totals!.definitions).not.toHaveProperty('forwards')
  })

  it('names the account as its bills do, and stops at the first answer that is none', async () => {
    const line = scripted(good('getUserDetails', elements({ billing_name: 'Harrow & Co' })), {
      status: 500,
      body: fault('soap:Client', 'No.'),
    })
    const health = await magnetMail.check(line.vendor)
    expect(health).toMatchObject({ ok: false, account: 'Harrow & Co' })
    expect(health.checks.map(({ ok }) => ok)).toEqual([true, false])
  })
})
