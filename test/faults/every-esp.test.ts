import { afterAll, expect, test, vi } from 'vitest'
import { ESP_NAMES } from '../../faults/esps/index.ts'
import { eachOf, trialsOf } from '../../faults/matrix.ts'
import { play, stories } from './stories.ts'
import { testStage } from './stage.ts'

/**
 * The faults with the ESPs that are asked over a network: of each those that only its wire has, and a
 * few that all have. Constant Contact has matrix.test.ts, the others unasked.test.ts.
 */
vi.setConfig({ testTimeout: 240_000 })

const stage = testStage()
afterAll(() => stage.close())

const names = Object.keys(stories) as (keyof typeof stories)[]

test.each(names)('a story tells of no fault that %s does not have', (esp) => {
  expect(trialsOf(esp)).toEqual(expect.arrayContaining(stories[esp].flat()))
})

for (const esp of [
  'act-on',
  'emma',
  'magnetmail',
  'informz',
  'highroad',
  'sugar-market',
] as const) {
  play(esp, stage)
}

test('shared out over all, each fault that any ESP has is played with one that has it', () => {
  const faults = new Set(ESP_NAMES.flatMap(trialsOf))
  for (const seed of [1, 2, 3]) {
    const shared = eachOf(ESP_NAMES, seed)
    const played = shared.map(([name, { esp }]) => {
      const fault = name.slice(esp.length + 2)
      if (faults.has(fault)) expect(trialsOf(esp)).toContain(fault)
      return fault
    })
    expect(played).toEqual(expect.arrayContaining([...faults]))
    expect(new Set(shared.map(([, { esp }]) => esp))).toEqual(new Set(ESP_NAMES))
  }
})
