import { expect, it, test } from 'vitest'
import { highRoad } from '../../../src/connectors/esp/highroad/index.ts'
import type { RpcValue } from '../../../src/connectors/esp/highroad/xml-rpc.ts'
import { answering, type Called, fault, good } from './line.ts'
import type { Outcome } from '../sdk/scripted.ts'

const part = highRoad.mailings!
const launch = part.launch!
const letter = {
  name: 'Spring letter',
  subject: 'What is new',
  preheader: '',
  fromName: 'Harrow & Co',
  fromAddress: 'News@Mail.harrow.example',
  replyTo: 'office@harrow.example',
  html: '<p>Hello & <b>welcome</b></p>',
  fields: { project: '31', unsubList: '3' },
}

/** A service that answers as clients show it. */
function service(answers: Record<string, RpcValue | Outcome> = {}) {
  const all: Record<string, RpcValue | Outcome> = {
    'campaign.create': { id: 77, name: 'Spring letter' },
    'campaign.getMessage': letter.html,
    'unsubList.all': [{ id: 1 }, { id: 3 }],
    ...answers,
  }
  return answering((method) => {
    const answer = all[method] ?? 1
    return isOutcome(answer) ? answer : good(answer)
  })
}

function isOutcome(answer: RpcValue | Outcome): answer is Outcome {
  return typeof answer === 'object' && 'status' in answer && 'body' in answer
}

const methods = (calls: readonly Called[]) => calls.map(([method]) => method)

async function held(vendor: Parameters<typeof part.read>[0]) {
  return (await part.read(vendor, '77', letter.name))!
}

it('makes an empty campaign, tells it, reads its content back and launches it', async () => {
  const { vendor, calls } = service()
  expect(await part.create(vendor, letter)).toEqual({ id: '77' })
  const draft = await held(vendor)
  expect(draft).toMatchObject({ id: '77', status: 'draft', content: { html: letter.html } })
  await part.update!(vendor, draft, letter)
  await launch.prepare(vendor, draft, ['5'])
  await launch.call(vendor, draft)
  const data = { name: 'Spring letter', description: 'Spring letter', project_id: 31 }
  expect(calls).toEqual([
    ['campaign.create', data],
    ['campaign.getMessage', 77, 'html'],
    ['unsubList.all'],
    ['campaign.update', 77, data],
    [
      'campaign.setAllOptions',
      77,
      {
        subject_line: 'What is new',
        from_name: 'Harrow & Co',
        from_prefix: 'News',
        domain: 'Mail.harrow.example',
        user_reply: 1,
        reply_address: 'office@harrow.example',
        reply_name: 'Harrow & Co',
        auto_tracking: 1,
        unsub_list: 3,
        suppress_lists: [3, 1],
      },
    ],
    ['campaign.setMessage', 77, 'html', letter.html],
    ['campaign.publish', 77],
    ['campaign.update', 77, { list_id: 5 }],
    ['campaign.publish', 77],
    ['campaign.launch', 77, { launch_label: 'Spring letter' }],
  ])
})

it('offers what it can do, and nothing else', () => {
  expect(part.schedule).toBeUndefined()
  expect(part.unschedule).toBeUndefined()
  expect(part.remove).toBeUndefined()
  expect(part.find).toBeUndefined()
})

it('names what lacks, the project and the unsub list among it', () => {
  expect(part.lacks(letter)).toEqual([])
  const bare = { ...letter, preheader: 'In short', fields: {} }
  const fields = part.lacks(bare).map(({ field }) => field)
  expect(fields).toEqual(['preheader', 'fields.project', 'fields.unsubList'])
})

it.each([207, 208])('has no campaign where the fault %i says so', async (code) => {
  const { vendor } = service({ 'campaign.getMessage': fault(code, 'object_name=campaign') })
  expect(await part.read(vendor, '77', letter.name)).toBeNull()
})

it('reads no content from what is no text', async () => {
  const { vendor } = service({ 'campaign.getMessage': { html: '<p>' } })
  await expect(held(vendor)).rejects.toMatchObject({ kind: 'unreadable' })
})

it('goes to one list', async () => {
  const { vendor, calls } = service()
  const draft = await held(vendor)
  for (const lists of [[], ['5', '6']]) {
    await expect(launch.prepare(vendor, draft, lists)).rejects.toThrow('goes to one list')
  }
  expect(methods(calls)).toEqual(['campaign.getMessage'])
})

it('sends a test to whom it is told to', async () => {
  const { vendor, calls } = service()
  const ask = { addresses: ['me@firm.example', 'you@firm.example'], message: '' }
  await part.sendTest!.call(vendor, await held(vendor), ask)
  expect(calls.at(-1)).toEqual(['campaign.sendTest', 77, ask.addresses, {}])
})

test.each([
  ['what is listed as refused', fault(204, 'a Struct'), 'refused'],
  ['a user without the right', fault(302, ''), 'forbidden'],
  ['a call that failed inside', fault(200, 'Request could not be processed'), 'unreadable'],
  ['a fault on no list', fault(299, ''), 'unreadable'],
  ['a fault inside XML-RPC', fault(-32603, ''), 'unreadable'],
  ['a service that is down', fault(101, ''), 'unreadable'],
  ['an error of the server', { status: 502, body: '' }, 'temporary'],
  ['no answer that can be read', { status: 200, body: '<p>Sorry</p>' }, 'unreadable'],
] as const)('a launch met by %s is asked for once', async (_, answer, kind) => {
  const { vendor, calls } = service({ 'campaign.launch': answer })
  const draft = await held(vendor)
  await expect(launch.call(vendor, draft)).rejects.toMatchObject({ kind })
  expect(methods(calls).filter((method) => method === 'campaign.launch')).toHaveLength(1)
})
