import { describe, expect, it } from 'vitest'
import { errors } from '../../../src/connectors/esp/constant-contact/errors.ts'
import { judgeAnswer } from '../../../src/connectors/index.ts'

const NOW = Date.UTC(2026, 5, 1, 21, 30)
const judge = (status: number, body: unknown) =>
  judgeAnswer('Constant Contact', errors, { status, headers: new Headers(), body, now: NOW })

const said = (error_key: string, error_message: string) => ({ error_key, error_message })

describe('the error table', () => {
  it.each<[number, unknown, string, string]>([
    [400, [said('contacts.api.validation.error', 'limit is too large')], 'refused', 'homing'],
    [401, said('unauthorized', 'Unauthorized'), 'unauthorised', 'you'],
    [403, said('forbidden', 'Forbidden'), 'forbidden', 'you'],
    [403, undefined, 'throttled', 'vendor'],
    [404, [said('not_found', 'No')], 'not_found', 'homing'],
    [409, [said('contacts.api.conflict', 'Exists')], 'refused', 'you'],
    [415, [], 'refused', 'homing'],
    [429, said('throttled', 'Too Many Requests'), 'throttled', 'vendor'],
    [429, undefined, 'throttled', 'vendor'],
    [429, said('quota_exceeded', 'Whatever'), 'quota_exceeded', 'vendor'],
    [429, [said('other', 'Limit Exceeded')], 'quota_exceeded', 'vendor'],
    [500, [said('internal', 'Oops')], 'temporary', 'vendor'],
    [502, '<html>', 'temporary', 'vendor'],
    [503, undefined, 'temporary', 'vendor'],
    [504, undefined, 'temporary', 'vendor'],
  ])('takes %i %j for %s, and %s must act', (status, body, kind, whoMustAct) => {
    expect(judge(status, body)).toMatchObject({ kind, whoMustAct, status })
  })

  it('waits for the vendor’s midnight when the day is spent, and for nothing else', () => {
    expect(judge(429, said('quota_exceeded', '')).waitMs).toBe(2.5 * 3_600_000)
    expect(judge(429, said('throttled', '')).waitMs).toBeNull()
  })

  it('passes the vendor’s words on without addresses', () => {
    const failure = judge(400, [said('x', 'ann@example.com is not valid')])
    expect(failure.message).toBe(
      'Constant Contact refused what was asked. It says: “[address] is not valid”',
    )
  })

  it('has a row that can be reached for each line: no row hides behind an earlier one', () => {
    const reached = new Set(
      [400, 401, 403, 404, 409, 429, 500, 503].map((status) => judge(status, undefined).message),
    )
    reached.add(judge(429, said('quota_exceeded', '')).message)
    reached.add(judge(403, said('forbidden', 'Forbidden')).message)
    reached.add(judge(409, [said('x', 'A list with the name A already exists')]).message)
    expect(reached.size).toBe(errors.length)
  })
})
