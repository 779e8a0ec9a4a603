import { describe, expect, it } from 'vitest'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import { elementAt, type XmlElement } from '../../../src/connectors/index.ts'
import { bytes, done, good, scripted, type Told } from './line.ts'

const part = informz.audience!
const TIES = 'subscriber_interests'

const tie = (id: string, email: string, cancelled = '') => ({
  email,
  interest_id: '3001',
  interest_name: 'Client letter & news',
  cancellation_date: cancelled,
  subscriber_to_interest_id: id,
})
const named: Told = [TIES, tie('1', 'ada@client.example')]

/** An element as nested names and texts. */
function shape({ name, children, text }: XmlElement): unknown {
  return { [name]: children.length === 0 ? text : children.map(shape) }
}

const asked = (line: ReturnType<typeof scripted>, action: string) =>
  shape(elementAt(line.asked()[1], 'Actions', action)!)

describe('Informz, members of interests', () => {
  it('are put on by name, which the number of an interest is looked up for', async () => {
    const line = scripted(good(named), done('Subscribe', 'success'))
    const people = [{ address: 'bea@client.example', values: [] }]
    const job = await part.putOn!(line.vendor, people, ['3001'])
    expect(job).toMatchObject({ state: 'done' })
    expect(asked(line, 'Subscribe')).toEqual({
      Subscribe: [
        {
          InterestDetails: [
            { InterestNames: [{ InterestName: 'Client letter & news' }] },
            { InterestAction: 'AddOrUpdateSubscribers' },
          ],
        },
        {
          SubscriberData: [{ Subscribers: [{ Subscriber: [{ Email: 'bea@client.example' }] }] }],
        },
      ],
    })
  })

  it('are taken off, and nothing is said of their permission', async () => {
    const line = scripted(good(named), done('Optout', 'success'))
    await part.takeOff(line.vendor, [{ id: '7', address: 'ada@client.example' }], ['3001'])
    expect(asked(line, 'Optout')).toEqual({
      Optout: [
        { InterestNames: [{ InterestName: 'Client letter & news' }] },
        { Subscribers: [{ Subscriber: [{ Email: 'ada@client.example' }] }] },
      ],
    })
  })

  it('are told nothing of where the interest is not shown any more', async () => {
    for (const told of [
      good([TIES]),
      good([TIES, { ...tie('1', 'a@b.example'), interest_id: '9' }]),
    ]) {
      const line = scripted(told)
      const put = part.putKnownOn(line.vendor, [{ id: '7', address: 'a@b.example' }], ['3001'])
      await expect(put).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
      expect(line.asked()).toHaveLength(1)
    }
  })

  it('are not taken for put on or off where Informz says otherwise', async () => {
    const people = [{ id: '7', address: 'ada@client.example' }]
    for (const [verb, action] of [
      ['putKnownOn', 'Subscribe'],
      ['takeOff', 'Optout'],
    ] as const) {
      const { vendor } = scripted(good(named), done(action, 'failure', 'Not so.'))
      await expect(part[verb](vendor, people, ['3001'])).rejects.toMatchObject({ kind: 'refused' })
    }
  })

  it('are a thousand at once', async () => {
    const people = Array.from({ length: 1001 }, (_, at) => ({
      id: '',
      address: `p${at}@b.example`,
    }))
    const { vendor, exchanges } = scripted()
    await expect(part.takeOff(vendor, people, ['3001'])).rejects.toMatchObject({ kind: 'refused' })
    expect(exchanges).toHaveLength(0)
    await expect(part.job(vendor, 'at_once')).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('are read page by page, without those whose tie ended', () => {
    const ended = tie('2', 'bea@client.example', '2026-01-01T00:00:00Z')
    const { rows, refused } = part.readMembers!(
      bytes([TIES, tie('1', 'ada@client.example'), ended]),
    )
    expect(refused).toEqual([])
    expect(rows).toMatchObject([{ address: 'ada@client.example', lists: ['3001'] }])
  })
})
