import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONFIRMATION_MS } from '../../src/api/mcp/confirmations.ts'
import { connectOver, ERAS, type Answer, type Era, type Use } from './client.ts'
import { firm, type Firm } from './firm.ts'

let at: Firm
let key: string
beforeAll(async () => {
  at = await firm()
  key = await at.homing.keyFor('administrator')
})
afterAll(() => at.homing.close())

async function administrator(connecting = {}): Promise<Use> {
  return (await connectOver(at.homing, key, connecting)).use
}

const REFUSED = { isError: true, data: { status: 409, title: 'Not confirmed' } }
/** Everything the first call says it needs. */
async function foresee(use: Use, name: string, asked: object): Promise<string> {
  const told = await use(name, { ...asked })
  expect(told).toMatchObject({ isError: false, data: { done: false } })
  expect(told.words).toContain('Nothing was changed yet.')
  return told.data['confirmation'] as string
}

describe.each(ERAS)('in the %s protocol, an opt-out', (era) => {
  test('is foreseen, then done once, by the confirmation for just that', async () => {
    const use = await administrator({ era })
    const before = await at.written()
    const asked = { personId: at.personId, reason: `rang (${era})` }
    const foreseen = await use('opt_out_person', asked)
    expect(foreseen.words).toMatch(
      new RegExp(`^This would record that person ${at.personId} no longer wants any mailing.`),
    )
    expect(foreseen.data).toMatchObject({ subject: { person: { name: 'Person 10' } } })
    expect(await at.written()).toEqual(before)
    const confirmation = foreseen.data['confirmation'] as string
    const done = await use('opt_out_person', { ...asked, confirmation })
    expect(done.data).toMatchObject({ done: true, answer: { consent: { isOptedOut: true } } })
    expect(await at.written()).toEqual({ ...before, recorded: before.recorded + 1 })
    expect(await use('opt_out_person', { ...asked, confirmation })).toMatchObject(REFUSED)
    expect(await at.written()).toEqual({ ...before, recorded: before.recorded + 1 })
  })
})

describe('a confirmation', () => {
  test('is good for the very arguments, and spent by others', async () => {
    const use = await administrator()
    const before = await at.written()
    const asked = { personId: at.personId, evidence: 'A letter of 3 May.' }
    const confirmation = await foresee(use, 'opt_in_person', asked)
    const other = { ...asked, personId: at.personId + 1, confirmation }
    expect(await use('opt_in_person', other)).toMatchObject(REFUSED)
    expect(await use('opt_in_person', { ...asked, confirmation })).toMatchObject(REFUSED)
    expect(await at.written()).toEqual(before)
  })

  test('is good for the tool it was given by', async () => {
    const use = await administrator()
    const before = await at.written()
    const confirmation = await foresee(use, 'sync_connection', { connectionId: at.connectionId })
    const asked = { campaignId: at.campaignId, confirmation }
    expect(await use('sync_campaign', asked)).toMatchObject(REFUSED)
    expect(await at.written()).toEqual(before)
  })

  test('is good for the key it was given to, and left alone by others', async () => {
    const use = await administrator()
    const other = await connectOver(at.homing, await at.homing.keyFor('administrator'))
    const asked = { personId: at.personId, reason: 'wrote' }
    const confirmation = await foresee(use, 'opt_out_person', asked)
    expect(await other.use('opt_out_person', { ...asked, confirmation })).toMatchObject(REFUSED)
    const done = await use('opt_out_person', { ...asked, confirmation })
    expect(done.data).toMatchObject({ done: true })
  })

  test('is good for a short time', async () => {
    const use = await administrator()
    const before = await at.written()
    const asked = { personId: at.personId }
    const confirmation = await foresee(use, 'opt_out_person', asked)
    at.homing.tick(CONFIRMATION_MS)
    expect(await use('opt_out_person', { ...asked, confirmation })).toMatchObject(REFUSED)
    const made = { ...asked, confirmation: 'made up' }
    expect(await use('opt_out_person', made)).toMatchObject(REFUSED)
    expect(await at.written()).toEqual(before)
  })

  test('is of no use to a role that was lowered meanwhile', async () => {
    const editor = await at.homing.keyFor('editor')
    const { use } = await connectOver(at.homing, editor)
    const asked = { personId: at.personId, reason: 'came by' }
    const confirmation = await foresee(use, 'opt_out_person', asked)
    await at.homing.database.inWorkspace(at.homing.workspaceId, (tx) =>
      tx.updateTable('api_key').set({ role: 'viewer' }).where('role', '=', 'editor').execute(),
    )
    const before = await at.written()
    const refused = await use('opt_out_person', { ...asked, confirmation })
    expect(refused).toMatchObject({ isError: true, data: { status: 403 } })
    expect(await at.written()).toEqual(before)
  })
})

describe('what is confirmed is what the API does', () => {
  test('a problem is ignored, and opened again', async () => {
    const use = await administrator()
    for (const [decision, status] of [
      ['ignore', 'ignored'],
      ['reopen', 'open'],
    ]) {
      const asked = { problemId: at.problemId, decision }
      const confirmation = await foresee(use, 'decide_problem', asked)
      const done = await use('decide_problem', { ...asked, confirmation })
      expect(done.data).toMatchObject({ done: true, answer: { status } })
    }
  })

  test('an opt-out of a topic leaves the others', async () => {
    const use = await administrator()
    const personId = at.personId + 1
    const about = { scope: 'topics', topicIds: [at.topicId] }
    const foreseen = await use('opt_out_person', { personId, about })
    expect(foreseen.words).toContain(`mailings about the topics ${at.topicId}.`)
    expect(foreseen.data).toMatchObject({ subject: { topics: [{ name: 'Tax' }] } })
    const { confirmation } = foreseen.data
    const done = await use('opt_out_person', { personId, about, confirmation })
    expect(done.data).toMatchObject({ answer: { consent: { isOptedOut: false } } })
    const left = await use('find_people', { leftTopicId: at.topicId })
    expect(left.data).toMatchObject({ total: 1, items: [{ id: personId }] })
  })

  test('what it refuses is told, and the confirmation is spent', async () => {
    const use = await administrator()
    const asked = { connectionId: at.connectionId, kinds: 'lists,contacts' }
    const foreseen = await use('sync_connection', asked)
    expect(foreseen.words).toContain('a sync of lists, contacts over')
    const { confirmation } = foreseen.data
    const refused = await use('sync_connection', { ...asked, confirmation })
    expect(refused).toMatchObject({ isError: true, data: { status: 409 } })
    expect(refused.words).toContain('Nothing was changed.')
    expect(await use('sync_connection', { ...asked, confirmation })).toMatchObject(REFUSED)
  })
})

describe('what cannot be is said before it is asked to be confirmed', () => {
  test.each([
    ['opt_out_person', { personId: 9_999 }],
    ['opt_out_person', { about: { scope: 'topics', topicIds: [77] } }],
    ['opt_out_person', { about: { scope: 'address', addressId: 9_999 } }],
    ['sync_connection', { connectionId: 9_999 }],
    ['decide_problem', { problemId: 9_999, decision: 'retry' }],
  ])('%s %j', async (name, asked) => {
    const use = await administrator()
    const told = await use(name, {
      ...(name.includes('person') && { personId: at.personId }),
      ...asked,
    })
    expect(told).toMatchObject({ isError: true, data: { status: 404 } })
  })

  test('an opt-in without evidence', async () => {
    const use = await administrator()
    const told = await use('opt_in_person', { personId: at.personId })
    expect(told.isError).toBe(true)
    expect(told.words).toContain('evidence')
  })
})

describe('a client that can ask its user', () => {
  const asking = (era: Era, answer: Answer) => {
    const heard: string[] = []
    const user = (message: string) => {
      heard.push(message)
      return answer
    }
    return { heard, connecting: { era, user } }
  }

  test('asks, and what the user agrees to is done at once', async () => {
    const { heard, connecting } = asking('modern', { action: 'accept', content: { agree: true } })
    const use = await administrator(connecting)
    const before = await at.written()
    const told = await use('opt_out_person', { personId: at.personId, reason: 'agreed' })
    expect(told.data).toMatchObject({ done: true })
    expect(heard).toEqual([expect.stringContaining('Person 10')])
    expect((await at.written()).recorded).toBe(before.recorded + 1)
  })

  test.each<[string, Answer]>([
    ['declines', { action: 'decline' }],
    ['leaves the box empty', { action: 'accept', content: { agree: false } }],
  ])('does nothing where the user %s', async (_, answer) => {
    const use = await administrator(asking('modern', answer).connecting)
    const before = await at.written()
    const told = await use('opt_out_person', { personId: at.personId })
    expect(told.data).toEqual({ done: false })
    expect(told.words).toContain('Nothing was changed.')
    expect(await at.written()).toEqual(before)
  })

  test('that says nothing of its user has not confirmed', async () => {
    const { connecting } = asking('modern', { action: 'decline' })
    const { client } = await connectOver(at.homing, key, connecting)
    const before = await at.written()
    const asked = { name: 'opt_out_person', arguments: { personId: at.personId } }
    const first = await client.callTool(asked, { allowInputRequired: true })
    const { requestState } = first as unknown as { requestState: string }
    expect(requestState).toMatch(/^[\w-]{32}$/)
    const again = { ...asked, requestState }
    const second = await client.callTool(again as typeof asked, { allowInputRequired: true })
    expect(second).toMatchObject({ requestState: expect.not.stringMatching(requestState) })
    expect(await at.written()).toEqual(before)
  })

  test('over the older protocol on HTTP it is not asked, and confirms by the second call', async () => {
    const { heard, connecting } = asking('legacy', { action: 'accept', content: { agree: true } })
    const use = await administrator(connecting)
    await foresee(use, 'opt_out_person', { personId: at.personId })
    expect(heard).toEqual([])
  })
})
