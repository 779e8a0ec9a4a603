import type { Call } from '../api/contract/client.ts'
import { contract, type Route } from '../api/contract/index.ts'

/**
 * A caller that makes a write once while it is under way: whoever asks for the very same meanwhile
 * (a second press, Enter twice, on a slow server) is given the first one's answer. Something else
 * of the same route and thing in between, as a switch put on, off and on, makes it another one.
 */
export function onceUnderWay(call: Call): Call {
  const underWay = new Map<string, { words: string; answer: Promise<unknown> }>()
  const ask = call as (name: keyof typeof contract, given: object) => Promise<unknown>

  function once(name: keyof typeof contract, given: { params?: object; signal?: AbortSignal }) {
    if (!isWrite(contract[name]) || given.signal !== undefined) return ask(name, given)
    const of = JSON.stringify([name, given.params])
    const words = JSON.stringify(given)
    const last = underWay.get(of)
    if (last?.words === words) return last.answer
    const one = { words, answer: ask(name, given) }
    underWay.set(of, one)
    const isOver = () => void (underWay.get(of) === one && underWay.delete(of))
    one.answer.then(isOver, isOver)
    return one.answer
  }

  return once as Call
}

/** A stream is read once, by whoever asked for it. */
function isWrite({ method, answer }: Route): boolean {
  const isStream = answer !== undefined && 'stream' in answer
  return method !== 'GET' && !isStream
}
