import { expect, it } from 'vitest'
import { keepRows } from '../../../sandbox/informz/kept-rows.ts'
import { condition, fields, page, start } from './client.ts'

it('makes the rows of a moment once, and anew when the clock or the world moves', () => {
  let moves = 0
  let made = 0
  const kept = keepRows({ moves: () => moves })
  const ask = (now: number) => kept.of('opens', now, () => [{ made: (made += 1) }])[0]?.made
  expect([ask(1), ask(1)]).toEqual([1, 1])
  expect([ask(2), ask(2)]).toEqual([2, 2])
  moves += 1
  expect([ask(2), ask(2)]).toEqual([3, 3])
  kept.forget()
  expect(ask(2)).toBe(4)
})

it('shows what was done at the very same moment', async () => {
  const sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  try {
    const { address, contactId } = sandbox
      .truth()
      .contacts.find((one) => one.permission !== 'unsubscribed' && one.deletedAt === undefined)!
    const asked = `<Conditions>${condition('email', 'EQ', address)}</Conditions>`
    const look = () => page(sandbox, 'subscriber', `${asked}${fields('is_unsubscriber')}`)
    expect(await look()).toEqual([{ is_unsubscriber: '0' }])
    sandbox.world.optOut(contactId, 'By letter', sandbox.clock.now())
    expect(await look()).toEqual([{ is_unsubscriber: '1' }])
  } finally {
    await sandbox.close()
  }
})
