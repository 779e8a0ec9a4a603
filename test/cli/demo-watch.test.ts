import { describe, expect, test } from 'vitest'
import type { Call } from '../../src/api/contract/client.ts'
import { watchNumbersMove } from '../../src/cli/demo/watch.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

/** Watches until the outcomes are used up; answers the lines that were told. */
async function watched(outcomes: (string | Error)[]): Promise<{ lines: string[]; end: unknown }> {
  const lines: string[] = []
  const left = [...outcomes]
  const bringNews = async () => {
    const outcome = left.shift()
    if (outcome === undefined) throw new Stop()
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const terminal = { isWatched: false, err: (text: string) => void lines.push(text) } as Terminal
  const pause = async () => {
    if (left.length === 0) throw new Stop()
  }
  const call = (async () => ({ items: [] })) as unknown as Call
  const end = await watchNumbersMove(call, bringNews, terminal, pause).catch((error) => error)
  return { lines: lines.map((line) => line.replace(/^\S+ {2}/, '').trimEnd()), end }
}

class Stop extends Error {}

const CUT_OFF = new Error('No Homing answers at http://127.0.0.1:4700 (ECONNRESET).')

describe('whoever watches the demo', () => {
  test('is told of a round that failed, and the next one brings its news', async () => {
    const { lines, end } = await watched(['3 new events', CUT_OFF, '8 new events'])
    expect(end).toBeInstanceOf(Stop)
    expect(lines).toEqual(['3 new events', `${CUT_OFF.message} It is tried again.`, '8 new events'])
  })

  test('sees it end where five rounds in a row fail, and not where four do', async () => {
    const four = await watched([...Array(4).fill(CUT_OFF), '1 new event', CUT_OFF])
    expect(four.end).toBeInstanceOf(Stop)
    const five = await watched([...Array(5).fill(CUT_OFF), '1 new event'])
    expect(five.end).toBe(CUT_OFF)
    expect(five.lines).toHaveLength(4)
  })
})
