import { afterAll, beforeAll, expect, test } from 'vitest'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import { mappingOf, previewOf, restoreMapping, tagWarnings } from '../../src/mapping/index.ts'
import { mappingWorld, plain, type MappingWorld } from './world.ts'

let world: MappingWorld
let members: string[]
let list: { id: number; external: string }
beforeAll(async () => {
  world = await mappingWorld()
  list = (await world.lists())[0]!
  const known = await world.known()
  const isMailable = new Set(known.filter((one) => one.isMailable).map((one) => one.address))
  members = world.membersThere(list.external).filter((address) => isMailable.has(address))
}, 60_000)
afterAll(() => world.close())

test('where the service owns a field its value stays, and the preview says so', async () => {
  const address = members.find((one) => world.there(one).jobTitle !== '')!
  await world.change([address], 'Different')
  await world.map([{ ...plain('job_title', 'job_title'), owner: 'esp' }])
  const of = await world.compare()
  const told = (await world.items(of)).filter((item) => item.address === address)
  expect(told).toEqual([])
  const { personId } = (await world.known()).find((one) => one.address === address)!
  const place = { workspaceId: world.by.workspaceId, connectionId: world.connectionId }
  const shown = await world.inTx(async (tx) => {
    const { rules } = await mappingOf(tx, place, constantContact.fields!)
    return previewOf(tx, place, { personId, rules, title: 'Constant Contact' })
  })
  const held = world.there(address).jobTitle
  expect(shown.fields[0]).toMatchObject({
    decision: 'stays',
    before: held,
    after: held,
    sentence:
      `Constant Contact says “${held}” and is the owner, so that it stays; Homing says `
      + '“Different”.',
  })
})

test('the mapping is kept by version, and an earlier one comes back', async () => {
  const place = { workspaceId: world.by.workspaceId, connectionId: world.connectionId }
  await world.map([plain('job_title', 'city')])
  await world.map([plain('first_name', 'first_name')])
  const { by, connectionId } = world
  await world.inTx(async (tx) => {
    const now = await mappingOf(tx, place, constantContact.fields!)
    const more = { connectionId, by, now: world.homing.now() }
    await expect(
      restoreMapping(tx, { ...more, version: now.version - 1, restored: 1 }),
    ).rejects.toThrow('Somebody changed this mapping meanwhile.')
    const back = await restoreMapping(tx, { ...more, version: now.version, restored: 1 })
    expect(back.version).toBe(now.version + 1)
    expect(back.rules.map((rule) => rule.field.label)).toEqual(['Job title'])
  })
})

test('a tag that nothing fills is warned of, with how many have nothing there', async () => {
  const fields = constantContact.fields!
  const tags = constantContact.mailings!.tags('[[JobTitle]] [[FirstName]] [[LastName OR "Friend"]]')
  await world.map([plain('first_name', 'first_name'), plain('last_name', 'last_name')])
  const place = { workspaceId: world.by.workspaceId, connectionId: world.connectionId }
  const found = await world.inTx(async (tx) => {
    const { rules } = await mappingOf(tx, place, fields)
    const lists = [list.external]
    const at = { ...place, title: 'Constant Contact', tags, lists, rules }
    return tagWarnings(tx, { ...at, fields: fields.fixed })
  })
  const there = world.membersThere(list.external).map(world.there)
  const lacking = there.filter((one) => !one.jobTitle).length
  expect(found[0]).toMatchObject({ tag: '[[JobTitle]]', lacking, members: there.length })
  expect(found[0]!.sentence).toMatch(/^\[\[JobTitle\]\] is not mapped/)
  expect(found.map((one) => one.tag)).not.toContain('[[LastName OR "Friend"]]')
})
