import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import { Refused } from './errors.ts'

/** The text of a parameter; empty for one that is left out or nil. */
export function text(asked: Element, name: string): string {
  return (textOf(asked, name) ?? '').trim()
}

/** A number of the contract's; one that is left out is 0, as it is to the vendor's framework. */
export function whole(asked: Element, name: string): number {
  return wholeIn(text(asked, name), name)
}

/** The numbers of an array; empty where it is left out. */
export function wholes(asked: Element, name: string): number[] {
  const array = childOf(asked, name)
  return array ? childrenOf(array, 'int').map((one) => wholeIn(one.text.trim(), name)) : []
}

function wholeIn(digits: string, name: string): number {
  if (digits === '') return 0
  if (!/^-?\d{1,15}$/.test(digits)) throw new Refused(`${name} is not a number`)
  return Number(digits)
}

export function strings(asked: Element, name: string): string[] {
  const array = childOf(asked, name)
  return array ? childrenOf(array, 'string').map((one) => one.text.trim()) : []
}

/** Undefined for one that is left out or nil. */
export function flag(asked: Element, name: string): boolean | undefined {
  const word = text(asked, name)
  if (word === '') return undefined
  if (!['true', 'false', '1', '0'].includes(word)) throw new Refused(`${name} is not true or false`)
  return word === 'true' || word === '1'
}

/** One of a closed list of words. */
export function word<T extends string>(asked: Element, name: string, words: readonly T[]): T {
  const found = words.find((one) => one === text(asked, name))
  if (found === undefined) throw new Refused(`${name} is none of its words`)
  return found
}

export function part(asked: Element, name: string): Element {
  const found = childOf(asked, name)
  if (found === undefined) throw new Refused(`${name} is missing`)
  return found
}
