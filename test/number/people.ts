import { expect } from 'vitest'
import { sizeOf, sum } from './told.ts'
import type { Json, Viewer } from './viewer.ts'

const STATES = ['opted_out', 'complained', 'invalid_address', 'not_in_crm'] as const

/** Figures of people, lists, topics and consent against their lists. */
export async function checkPeople(viewer: Viewer): Promise<void> {
  const told = await viewer.get('/api/people/count')
  const everybody = await viewer.all('/api/people', ({ id }) => id)
  expect(everybody.length, 'people').toBe(told.people)
  expect(await viewer.csv('/api/people.csv'), 'the export of people').toBeGreaterThanOrEqual(
    told.people,
  )
  const states: Record<string, Json[]> = {}
  for (const state of STATES) {
    states[state] = await viewer.all(`/api/people?state=${state}`, ({ id }) => id)
  }
  expect(states['opted_out']!.length, 'opted out').toBe(told.optedOut)
  expect(states['invalid_address']!.length, 'invalid').toBe(told.withInvalidAddress)
  const marked = (name: string) => everybody.filter((one) => one[name]).map(({ id }) => id)
  expect(ids(states['opted_out']!), 'marked as opted out').toEqual(sorted(marked('isOptedOut')))
  expect(ids(states['complained']!), 'marked as having complained').toEqual(
    sorted(marked('hasComplained')),
  )
  expect(ids(states['invalid_address']!), 'marked as invalid').toEqual(
    sorted(marked('hasInvalidAddress')),
  )
  for (const { name, people } of (await viewer.get('/api/people/owners')).items) {
    const rows = await viewer.all(`/api/people?owner=${encodeURIComponent(name)}`)
    expect(rows.length, `people of ${name}`).toBe(people)
  }
  const { topics } = await viewer.get('/api/topics')
  for (const { id, optedOut } of topics) {
    const rows = await viewer.all(`/api/people?leftTopicId=${id}`, (one) => one.id)
    expect(rows.length, `who left topic ${id}`).toBe(optedOut)
    const segment = { about: 'consent', is: 'opted_out', topicId: id }
    expect(await sizeOf(viewer, segment), `the segment of topic ${id}`).toBe(optedOut)
  }
  expect(await sizeOf(viewer, { about: 'consent', is: 'opted_out', topicId: null })).toBe(
    told.optedOut,
  )
  expect(await sizeOf(viewer, { about: 'consent', is: 'complained', topicId: null })).toBe(
    states['complained']!.length,
  )
  await checkPeopleByViews(viewer, told)
  await checkLists(viewer)
  await checkEnding(viewer)
  await checkOrganizations(viewer)
  await checkInterests(viewer)
  await checkPolicy(viewer, told)
  for (const { id } of everybody) await checkHistory(viewer, id)
}

async function checkPeopleByViews(viewer: Viewer, told: Json): Promise<void> {
  const count = async (subject: string, where: Json = null) => {
    const columns = [subject === 'people' ? 'person' : 'organization']
    const definition = { version: 1, subject, columns, where }
    return (await viewer.post('/api/views/size', { definition })).count
  }
  expect(await count('people'), 'people by a view').toBe(told.people)
  expect(await count('organizations'), 'organizations by a view').toBe(told.organizations)
  const left = { column: 'person_opted_out', is: 'is', values: [true] }
  expect(await count('people', left), 'opted out by a view').toBe(told.optedOut)
}

async function checkLists(viewer: Viewer): Promise<void> {
  for (const { id, name, kind, members } of await viewer.all('/api/person-lists')) {
    const rows = await viewer.all(`/api/person-lists/${id}/members`, (one) => one.id)
    const { people } = await viewer.get(`/api/person-lists/${id}/size`)
    expect(rows.length, name).toBe(people)
    if (kind === 'segment') continue
    expect(members, name).toBe(people)
    expect(await sizeOf(viewer, { about: 'list', listIds: [id] }), name).toBe(people)
  }
}

async function checkEnding(viewer: Viewer): Promise<void> {
  for (const days of [0, 5, 30, 3_650]) {
    const { people, consents } = await viewer.get(`/api/consent/ending/count?days=${days}`)
    const path = `/api/consent/ending`
    const list = await viewer.all(`${path}?days=${days}`, ({ person, topic }) =>
      JSON.stringify([person.id, topic?.id]),
    )
    const said = `consent that ends within ${days} days`
    expect(new Set(list.map(({ person }) => person.id)).size, said).toBe(people)
    expect(list.length, said).toBe(consents)
    expect(await viewer.csv(`${path}.csv?days=${days}`), said).toBe(consents)
    for (const { person } of list) {
      expect((await viewer.get(`/api/people/${person.id}`)).id, said).toBe(person.id)
    }
  }
}

/** A company's people, and what happened to all of them, each happening once. */
async function checkOrganizations(viewer: Viewer): Promise<void> {
  const columns = ['organization', 'people']
  const definition = { version: 1, subject: 'organizations', columns }
  const { rows } = await viewer.post('/api/views/run', { definition })
  for (const [{ id, name }, people] of rows) {
    const list = await viewer.all(`/api/people?organizationId=${id}`, (one) => one.id)
    expect(list.length, name).toBe(people)
    const happened = await viewer.all(`/api/organizations/${id}/timeline`, (one) => one.id)
    const each = new Set<string>()
    for (const person of list) {
      const own = await viewer.all(`/api/people/${person.id}/timeline`)
      for (const one of own) each.add(one.id)
    }
    expect(happened.length, `what happened to the people of ${name}`).toBe(each.size)
  }
}

async function checkInterests(viewer: Viewer): Promise<void> {
  for (const { id, code } of (await viewer.get('/api/interests')).items) {
    const list = await viewer.all(`/api/people?interest=${code}`, (one) => one.id)
    const interested = []
    for (const { id: personId } of await viewer.all('/api/people')) {
      const { interests } = await viewer.get(`/api/people/${personId}/interests`)
      if (interests.some((one: Json) => one.code === code)) interested.push(personId)
    }
    expect(ids(list), code).toEqual(sorted(interested))
    expect(await sizeOf(viewer, { about: 'interest', interestIds: [id] }), code).toBe(list.length)
  }
}

/** Whom a policy blocks are all but those who may be written to. */
async function checkPolicy(viewer: Viewer, told: Json): Promise<void> {
  const policy = await viewer.get('/api/consent/policy')
  const { consentNeeded, seedIsExempt } = policy
  const considered = { consentNeeded, seedIsExempt }
  const { people, blockedNow, blockedThen } = await viewer.post('/api/consent/preview', considered)
  const free = await sizeOf(viewer, { about: 'consent', is: 'may_write', topicId: null })
  expect([blockedNow, blockedThen], 'the preview of the policy that holds').toEqual([
    people - free,
    people - free,
  ])
  expect(people, 'those with an address').toBeLessThanOrEqual(told.people)
}

/** What a person's mailings sum up is what the timeline tells one by one. */
async function checkHistory(viewer: Viewer, id: number): Promise<void> {
  const path = `/api/people/${id}`
  const mailings = await viewer.all(`${path}/mailings`)
  const links = await viewer.all(`${path}/links`)
  const happened = await viewer.all(`${path}/timeline`, (one) => one.id)
  const of = (kind: string) => happened.filter((one) => one.kind === kind)
  const said = `the history of ${id}`
  expect(of('open').length, said).toBe(sum(mailings, 'opens'))
  expect(of('open').filter(({ verdict }) => verdict === 'human').length, said).toBe(
    sum(mailings, 'humanOpens'),
  )
  expect(of('click').length, said).toBe(sum(mailings, 'clicks'))
  expect(of('click').length, said).toBe(sum(links, 'clicks'))
  expect(of('forward').length, said).toBe(sum(mailings, 'forwards'))
  expect(of('opt_out').length, said).toBe(sum(mailings, 'optOuts'))
}

function ids(rows: Json[]): number[] {
  return sorted(rows.map(({ id }) => id))
}

function sorted(numbers: number[]): number[] {
  return numbers.sort((a, b) => a - b)
}
