import { describe, expect, test } from 'vitest'
import type { EspName } from '../../faults/esps/index.ts'
import { playInline } from '../../faults/inline.ts'
import { storyOf } from '../../faults/matrix.ts'
import { crashOf, scheduled, type Round } from '../../faults/schedule.ts'
import type { Stage } from '../../faults/stage.ts'
import { createRandom } from '../../sandbox/random.ts'
import { RIGHT } from './stage.ts'

const KILLS = 3

/** A dozen people, a letter that went out long ago and one that does meanwhile. */
const SMALL = { seed: 86, rowsPerPage: 4 }

/** Of each ESP the rounds of its story, of each round the faults that come one after the other. */
export const stories: Record<Exclude<EspName, 'constant-contact'>, string[][]> = {
  'act-on': [
    ['an authorisation that ends in the middle', 'a page without rows before its end'],
    ['another page than was asked for', 'a connection cut in the middle of an answer'],
  ],
  emma: [
    ['429 without a word', 'an empty page before its end'],
    ['an authorisation that ends in the middle'],
  ],
  magnetmail: [
    ['an authorisation that ends in the middle', 'a SOAP fault of the client'],
    ['a SOAP fault with a good status', 'a connection reset in the middle of an answer'],
  ],
  informz: [['a SOAP fault with a good status']],
  hylafax: [
    ['a line that is half written', 'a line that is written twice'],
    ['a log that is put by', 'a line that is half written'],
    ['a log that is put by behind half a line'],
    ['a line that is none'],
  ],
  highroad: [
    ['an authorisation that ends in the middle', 'XML that is no answer'],
    ['a source that comes back empty'],
  ],
  'sugar-market': [
    ['JSON that is no page', 'rows that come late'],
    ['a next link that points to itself', 'a connection cut in the middle of an answer'],
  ],
  file: [
    ['a file that was cut off'],
    ['a file without some of its rows', 'the same file twice'],
    ['a file with its rows in another order'],
    ['a file with rows that stand twice'],
    ['a file with a row that is none'],
    ['a page of HTML instead of a file'],
  ],
}

/** The faults of its own wire, one after the other, and the deaths of its workers. */
export function play(esp: keyof typeof stories, stage: Stage): void {
  describe(`with ${esp}`, () => {
    test('the ledger holds what it told, after the faults of its wire', async () => {
      const { found, unmet } = await playInline(stage, { ...storyOf(stories[esp], esp), ...SMALL })
      expect(found).toEqual(RIGHT)
      expect(unmet).toEqual([])
    })

    test('the ledger holds what it told, after the deaths of its workers', async () => {
      const random = createRandom(`kills/${esp}`)
      const rounds = Array.from({ length: KILLS }, (_, place): Partial<Round> => {
        const crash = { ...crashOf(random), how: 'kill', at: 'statement' } as const
        return { hours: 3, crash: { ...crash, nth: random.int(5, 60 + 25 * place) } }
      })
      const { met, found } = await playInline(stage, scheduled(rounds, { esp, ...SMALL }))
      expect(found).toEqual(RIGHT)
      expect(met).toContain('crash')
    })
  })
}
