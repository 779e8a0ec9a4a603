import { expect, test } from 'vitest'
import {
  changedValues,
  filledValues,
  initialValues,
  missingFields,
  settingsForm,
} from '../../src/web/connections/settings-schema.ts'
import { outcomeWords } from '../../src/web/problems/words.ts'
import { durationMs, pace, skippedCount, startedByWords } from '../../src/web/runs/words.ts'
import { fullWorld, run } from './feedback-world.ts'

const SCHEMA = {
  type: 'object',
  required: ['clientId', 'apiUrl'],
  properties: {
    clientId: { type: 'string', title: 'Client id' },
    clientSecret: { type: 'string', writeOnly: true },
    apiUrl: { type: 'string', format: 'uri', default: 'https://api.example.com' },
    region: { type: 'string', enum: ['us', 'eu'] },
    perSecond: { type: 'integer', minimum: 1, maximum: 10 },
  },
}

test('required fields are asked, those with a default or optional are folded', () => {
  const form = settingsForm(SCHEMA)
  expect(form.asked.map(({ name }) => name)).toEqual(['clientId'])
  expect(form.advanced.map(({ name, input, isSecret }) => [name, input, isSecret])).toEqual([
    ['clientSecret', 'text', true],
    ['apiUrl', 'url', false],
    ['region', 'choice', false],
    ['perSecond', 'number', false],
  ])
  expect(form.advanced[0]!.label).toBe('Client secret')
})

test('what is left empty is not sent, so that the default of the schema holds', () => {
  const form = settingsForm(SCHEMA)
  const values = initialValues(form)
  expect(values['apiUrl']).toBe('https://api.example.com')
  expect(missingFields(form, values)).toEqual(['clientId'])
  const typed = { ...values, clientId: ' abc ', apiUrl: '' }
  expect(missingFields(form, typed)).toEqual([])
  expect(filledValues(form, typed)).toEqual({ clientId: 'abc' })
})

test('of settings only what was changed is sent, and a secret that nobody wrote is none', () => {
  const form = settingsForm(SCHEMA)
  const before = { ...initialValues(form), clientId: 'abc', region: 'us' }
  expect(changedValues(form, before, before)).toEqual({})
  expect(changedValues(form, before, { ...before, clientId: ' abc ', region: '' })).toEqual({
    region: null,
  })
  expect(changedValues(form, before, { ...before, clientSecret: 'new', perSecond: 3 })).toEqual({
    clientSecret: 'new',
    perSecond: 3,
  })
})

test('a schema without required fields folds nothing away', () => {
  const form = settingsForm({ properties: { path: { type: 'string' } } })
  expect(form.asked).toHaveLength(1)
  expect(form.advanced).toEqual([])
})

test('what came of a task is told in words, with nothing that did not happen', () => {
  const outcome = [
    { name: 'resolved', count: 12 },
    { name: 'still open', count: 0 },
  ]
  expect(outcomeWords({ outcome, message: null })).toBe('12 resolved.')
  expect(outcomeWords({ outcome: [], message: 'Stopped.' })).toBe(
    'Nothing was there to do. Stopped.',
  )
})

test('durations and starters are told in words', () => {
  expect(durationMs({ startedAt: null, endedAt: null }, 0)).toBeNull()
  expect(
    durationMs({ startedAt: '2026-05-03T09:00:00Z', endedAt: '2026-05-03T09:03:20Z' }, 0),
  ).toBe(200_000)
  expect(skippedCount(fullWorld().runs[0]!)).toBe(5_100)
  expect(startedByWords({ startedFrom: 'api', startedBy: null })).toBe('the API')
})

test('the time left follows the steps done; too early nothing is claimed', () => {
  const going = {
    ...run(1, 'running'),
    startedAt: '2026-05-03T09:00:00Z',
    stepsDone: 5,
    stepsTotal: 20,
  }
  const now = Date.parse('2026-05-03T09:00:10Z')
  expect(pace(going, now)).toEqual({ eventsPerSecond: 541, msLeft: 30_000 })
  expect(pace(going, now - 9_000)).toBeNull()
  expect(pace({ ...going, stepsTotal: null }, now)).toBeNull()
})
