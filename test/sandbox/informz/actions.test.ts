import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { textOf } from '../../../sandbox/soap/index.ts'
import { act, condition, page, start } from './client.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
})
afterEach(() => sandbox.close())

const held = (address: string) => sandbox.truth().contacts.find((one) => one.address === address)

const subscribe = (action: string, ...addresses: string[]) => {
  const people = addresses.map(
    (one) =>
      `<Subscriber><Email>${one}</Email><ID>crm-${one}</ID>`
      + '<Fields><Field element="first_name">Ada</Field></Fields></Subscriber>',
  )
  return act(
    sandbox,
    'Subscribe',
    '<InterestDetails><InterestNames><InterestName>Reading circle</InterestName></InterestNames>'
      + `<InterestAction>${action}</InterestAction></InterestDetails><SubscriberData>`
      + '<FieldDefinitions><FieldDefinition><Name>first_name</Name></FieldDefinition>'
      + `</FieldDefinitions><Subscribers>${people.join('')}</Subscribers></SubscriberData>`,
  )
}

const where = (email: string) => `<Conditions>${condition('email', 'EQ', email)}</Conditions>`

it('subscribes, replaces and unsubscribes', async () => {
  const { done } = await subscribe('AddOrUpdateSubscribers', 'a@new.example', 'b@new.example')
  expect(done && textOf(done, 'Count')).toBe('2')
  expect(held('a@new.example')).toMatchObject({ firstName: 'Ada', permission: 'implicit' })
  const [row] = await page(sandbox, 'subscriber', where('a@new.example'))
  expect(row).toMatchObject({ user_id: 'crm-a@new.example', is_unsubscriber: '0' })
  await subscribe('ReplaceAllSubscribers', 'b@new.example')
  expect(held('a@new.example')?.listIds).toEqual([])
  expect(held('b@new.example')?.listIds).toHaveLength(1)
  const [tie] = await page(sandbox, 'subscriber_interests', where('a@new.example'))
  expect(tie).toMatchObject({ interest_name: 'Reading circle' })
  expect(tie?.cancellation_date).not.toBe('')
  const gone =
    '<Subscriber><Email>b@new.example</Email><UnsubscribeReason>By phone</UnsubscribeReason></Subscriber>'
  await act(sandbox, 'Unsubscribe', `<Subscribers>${gone}</Subscribers>`)
  expect(held('b@new.example')).toMatchObject({
    permission: 'unsubscribed',
    optOut: { reason: 'By phone' },
  })
  await subscribe('AddOrUpdateSubscribers', 'b@new.example')
  expect(held('b@new.example')?.permission).toBe('unsubscribed')
})

it('takes a thousand subscribers at once, and no more', async () => {
  const many = Array.from({ length: 1001 }, (_, index) => `p${index}@new.example`)
  expect((await subscribe('AddOrUpdateSubscribers', ...many)).code).toBe(
    'InvalidDataFormatException',
  )
  expect(held('p0@new.example')).toBeUndefined()
})

it('sends a mailing that was written and scheduled, and its recipients react', async () => {
  const letter =
    '<Name>Autumn letter</Name><FriendlyFrom>The firm</FriendlyFrom>'
    + '<EmailFrom>letters@harrowgate-lindqvist.example</EmailFrom><Subject>Autumn</Subject>'
    + '<Stories><Story><StoryID>1</StoryID><Title>Autumn</Title><HtmlContent>&lt;a href="https://firm.example/a"&gt;Read&lt;/a&gt;'
    + '</HtmlContent></Story></Stories>'
  const { done } = await act(sandbox, 'CreateMailing', letter)
  const id = (done && textOf(done, 'MailingID')) ?? ''
  const target =
    '<TargetGroupAssignment><DefaultTargetGroup><TargetGroup><Interest>'
    + '<TargetGroupName>Client letter</TargetGroupName>'
    + '</Interest></TargetGroup></DefaultTargetGroup></TargetGroupAssignment>'
  const inner = `<MailingID>${id}</MailingID><PublishDateTime>2026-03-03T09:00:00Z</PublishDateTime>`
  expect((await act(sandbox, 'ScheduleMailing', inner + target)).code).toBeUndefined()
  expect(
    (await act(sandbox, 'SetMailingOnHold', `<Mailings><ID>${id}</ID></Mailings>`)).code,
  ).toBeUndefined()
  const mine = `<Conditions>${condition('mailing_id', 'EQ', id)}</Conditions>`
  expect((await page(sandbox, 'mailing', mine))[0]).toMatchObject({ schedule_choice: '4' })
  await act(sandbox, 'ScheduleMailing', inner + target)
  sandbox.clock.runUntilQuiet()
  expect(await page(sandbox, 'mailing_instance', mine)).toHaveLength(1)
  const [summary] = await page(sandbox, 'mailing_activity', mine)
  const truth = sandbox.truth().campaigns.find((one) => one.name === 'Autumn letter')?.totals
  expect(truth?.sends).toBeGreaterThan(100)
  expect(summary).toMatchObject({
    sent_count: String(truth?.sends),
    open_count: String(truth?.opens),
    click_count: String(truth?.clicks),
  })
})

const upload = (mode: string, data: string) =>
  act(
    sandbox,
    'BulkUpload',
    '<UploadDetails><InterestDetails><InterestNames><InterestName>Reading circle</InterestName>'
      + `</InterestNames><InterestAction>${mode}</InterestAction></InterestDetails>`
      + '<ColumnDelimiter>;</ColumnDelimiter></UploadDetails><FieldDefinitions>'
      + '<FieldDefinition><Name>email</Name><ColumnIndex>1</ColumnIndex>'
      + '<FieldType>Email</FieldType></FieldDefinition><FieldDefinition><Name>last_name</Name>'
      + '<ColumnIndex>2</ColumnIndex><FieldType>PersonalInfo</FieldType></FieldDefinition>'
      + `</FieldDefinitions><Data>${data}</Data>`,
  )

it('takes uploads for later, in every mode', async () => {
  const { done } = await upload('AddOrUpdateSubscribers', 'u@new.example;Lovelace\nnobody;x')
  const id = done && textOf(done, 'UploadID')
  expect(held('u@new.example')).toBeUndefined()
  expect(await page(sandbox, 'upload_history')).toEqual([{ upload_id: id, status: 'Pending' }])
  sandbox.clock.advance(60_000)
  expect(await page(sandbox, 'upload_history')).toEqual([{ upload_id: id, status: 'Complete' }])
  expect(held('u@new.example')).toMatchObject({ lastName: 'Lovelace', permission: 'implicit' })
  const [row] = await page(sandbox, 'subscriber', where('u@new.example'))
  expect(row?.subscriber_upload_id).toBe(id)
  const after = async (mode: string, data = 'u@new.example') => {
    expect((await upload(mode, data)).code).toBeUndefined()
    sandbox.clock.advance(60_000)
    return held('u@new.example')
  }
  expect(await after('UnsubscribeSubscribers')).toMatchObject({ permission: 'unsubscribed' })
  expect(await after('AddOrUpdateSubscribers')).toMatchObject({ permission: 'unsubscribed' })
  expect(await after('ResubscribeSubscribers')).toMatchObject({ permission: 'explicit' })
  expect((await after('RemoveSubscribers'))?.listIds).toEqual([])
  expect((await after('AddOrUpdateSubscribers'))?.listIds).toHaveLength(1)
  expect((await after('ReplaceAllSubscribers', 'v@new.example'))?.listIds).toEqual([])
})

it('takes subscribers off interests it knows, and leaves their permission', async () => {
  const optOut = (interest: string, ...addresses: string[]) => {
    const people = addresses.map((one) => `<Subscriber><Email>${one}</Email></Subscriber>`).join('')
    const names = `<InterestNames><InterestName>${interest}</InterestName></InterestNames>`
    return act(sandbox, 'Optout', `${names}<Subscribers>${people}</Subscribers>`)
  }
  await subscribe('AddOrUpdateSubscribers', 'a@new.example')
  const { done } = await optOut('Reading circle', 'a@new.example', 'no address', 'z@new.example')
  expect(done && textOf(done, 'Count')).toBe('3')
  expect(held('a@new.example')).toMatchObject({ listIds: [], permission: 'implicit' })
  expect((await optOut('No such interest', 'a@new.example')).code).toBe('ItemNotFoundException')
  const missing = 'InsufficientInformationToCompleteActionException'
  expect((await optOut('Reading circle')).code).toBe(missing)
})
