import { expect, test } from 'vitest'
import { ownFault } from '../../src/sync/own-fault.ts'

const error = (message: string, code?: string) => Object.assign(new Error(message), { code })

test.each([
  ['you', /full/, error('could not extend file "base/5/1": No space left on device', '53100')],
  ['you', /full/, error('could not write to file: No space left on device')],
  ['homing', /went away/, error('terminating connection', '57P01')],
  ['homing', /went away/, error('Connection terminated unexpectedly')],
  ['homing', /went away/, error('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED')],
  ['homing', /mistake/, error('null value in column', '23502')],
  ['homing', /mistake/, new TypeError('x is not a function')],
] as const)('%s must act: %s', (whoMustAct, words, cause) => {
  const fault = ownFault(cause)
  expect(fault).toMatchObject({ whoMustAct, message: expect.stringMatching(words) })
  expect(fault.remedy).not.toBe('')
  expect(fault.message).not.toContain(cause.message)
})
