import { expect, test } from 'vitest'
import { metByProcesses } from '../../faults/child.ts'
import { scheduled } from '../../faults/schedule.ts'

const EXPIRED = { kind: 'expired-token', times: 1 } as const
const RESET = { kind: 'reset', times: 1 } as const
const HOUR = { kind: 'throttle', times: 1 } as const
const rounds = scheduled([{ faults: [EXPIRED, HOUR] }, { faults: [RESET] }]).rounds

// Constant Contact renews a token, MagnetMail opens another session; HighRoad's keys are refused.
test.each([
  ['constant-contact', [EXPIRED, RESET]],
  ['magnetmail', [EXPIRED, RESET]],
  ['highroad', [RESET]],
] as const)('processes of %s that nobody helps meet no fault that needs a hand', (esp, met) => {
  expect(metByProcesses({ esp, rounds })).toEqual(met)
})
