import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { answered, call, start, table } from './client.ts'

let sandbox: Sandbox
let listId: number
let people: number[]
beforeEach(async () => {
  sandbox = await start()
  listId = (await call<{ id: number }>(sandbox, 'list.create', { name: 'Readers' })).id
  people = []
  for (const name of ['ada', 'bob', 'cyd', 'dan']) {
    const data = { email: `${name}@reader.example` }
    people.push(await call(sandbox, 'contact.create', table, data, 'email'))
  }
  for (const id of people.slice(0, 3)) await call(sandbox, 'contact.addList', id, listId)
}, 60_000)
afterEach(() => sandbox.close())

const options = {
  subject_line: 'Spring letter',
  from_name: 'Harrowgate',
  user_from: 1,
  from_address: 'letters@harrowgate-lindqvist.example',
  suppress_lists: [1, 2],
}

async function written(more: object = {}): Promise<number> {
  const data = { name: 'Spring', description: 'A letter', project_id: 3, list_id: listId }
  const { id } = await call<{ id: number }>(sandbox, 'campaign.create', data)
  await call(sandbox, 'campaign.setAllOptions', id, { ...options, ...more })
  const html = '<p>Hello <a href="https://firm.example/a">there</a></p>'
  await call(sandbox, 'campaign.setMessage', id, 'html', html)
  expect(await call(sandbox, 'campaign.getMessage', id, 'html')).toBe(html)
  return id
}

/** The vendor's number of a campaign, which no method tells. */
async function numberOf(name: string): Promise<number> {
  const response = await fetch(`${sandbox.url}/_sandbox/ids`)
  const { campaigns } = (await response.json()) as { campaigns: { id: number; name: string }[] }
  return campaigns.find((one) => one.name === name)?.id ?? 0
}

function spring() {
  return sandbox.campaigns().find(({ name }) => name === 'Spring')
}

it('sends a published letter to its list, without whom a list of it suppresses', async () => {
  const id = await written()
  await call(sandbox, 'unsubList.addAddress', 'bob@reader.example', 2)
  await call(sandbox, 'unsubList.addAddress', 'cyd@reader.example', 1)
  await call(sandbox, 'campaign.publish', id)
  await call(sandbox, 'campaign.launch', id, { launch_label: 'today' })
  sandbox.clock.advance(3_600_000)
  expect(spring()).toMatchObject({
    fromName: 'Harrowgate',
    fromEmail: 'letters@harrowgate-lindqvist.example',
    links: ['https://firm.example/a'],
    lists: [{ name: 'Readers' }],
  })
  expect(spring()?.activities[0]?.recipients).toEqual(['ada@reader.example'])
  const told = sandbox.truth().campaigns.find(({ name }) => name === 'Spring')
  expect(told?.activities[0]?.rows.sends.map((row) => row.address)).toEqual(['ada@reader.example'])
})

it('goes out at the moment it is scheduled for, to whoever is on the list by then', async () => {
  const id = await written()
  await call(sandbox, 'campaign.publish', id)
  const at = new Date(Math.ceil(sandbox.clock.now() / 1000) * 1000 + 3_600_000)
  const data = { launch_label: 'later', date_scheduled: at }
  await call(sandbox, 'campaign.launch', id, data)
  expect(spring()?.activities[0]?.recipients).toEqual([])
  await call(sandbox, 'contact.addList', people[3] as number, listId)
  await call(sandbox, 'contact.removeList', people[0] as number, listId)
  sandbox.clock.advance(2 * 3_600_000)
  const [activity] = spring()?.activities ?? []
  expect(activity?.recipients.toSorted()).toEqual(
    ['bob', 'cyd', 'dan'].map((one) => `${one}@reader.example`),
  )
  expect(activity?.runs[0]?.at).toBe(at.toISOString())
})

it('refuses what could not be sent, tests on nobody else, and renames what is there', async () => {
  const { id } = await call<{ id: number }>(sandbox, 'campaign.create', {
    name: 'Empty',
    project_id: 3,
  })
  for (const method of ['campaign.publish', 'campaign.launch']) {
    const answer = await answered(sandbox, method, id, { launch_label: 'x' })
    expect(answer).toMatchObject({ fault: { code: -32500 } })
  }
  const whole = await written()
  await call(sandbox, 'campaign.sendTest', whole, ['me@firm.example'], {})
  expect(spring()?.testSends).toMatchObject([{ addresses: ['me@firm.example'] }])
  expect(spring()?.activities[0]?.recipients).toEqual([])
  const summer = sandbox.campaigns().find(({ name }) => name === 'Summer client letter')
  await call(sandbox, 'campaign.update', await numberOf('Summer client letter'), { name: 'Old' })
  const renamed = sandbox.campaigns().find(({ name }) => name === 'Old')
  expect(renamed).toMatchObject({ fromEmail: summer?.fromEmail, html: summer?.html })
  const unknown = await answered(sandbox, 'campaign.update', 99, {})
  expect(unknown).toMatchObject({ fault: { code: 207 } })
})
