import { childOf, textOf, type Element } from '../soap/index.ts'
import { namespace } from './elements.ts'
import { failed, wrong } from './errors.ts'
import { readKey } from './keys.ts'
import type { Column } from './columns.ts'
import { readDate } from './dates.ts'

/** The text of a parameter; empty for one that is left out or nil. */
export function text(asked: Element, name: string): string {
  return (textOf(asked, name) ?? '').trim()
}

/** A parameter that is a key. */
export function keyIn(asked: Element, name: string): string {
  const key = readKey(text(asked, name))
  if (key === undefined) throw wrong(`${name} is no key`)
  return key
}

export function part(asked: Element, name: string): Element {
  const found = childOf(asked, name)
  if (found === undefined) throw wrong(`${name} is missing`)
  return found
}

/** All elements must be of the vendor's namespace: others are not understood. */
export function checkNamespace(element: Element): void {
  if (element.namespace !== namespace) throw failed(`The namespace of ${element.name} is not known`)
  element.children.forEach(checkNamespace)
}

/** A value as its column keeps it, NULL for an empty one. Throws Refused where it cannot. */
export function stored({ name, type, width }: Column, given: string): string | null {
  if (type === 'flag') return flagOf(name, given)
  if (given === '') return null
  switch (type) {
    case 'key':
      return readKey(given) ?? refuse(`${name} is no key`)
    case 'date':
      return readDate(given) ?? refuse(`${name} is no date`)
    case 'int':
      return /^-?\d{1,9}$/.test(given) ? String(Number(given)) : refuse(`${name} is no number`)
    case 'text':
      return given.length > (width ?? Infinity) ? refuse(`${name} is too long`) : given
  }
}

function flagOf(name: string, given: string): string {
  if (given === '' || given === '0') return '0'
  return given === '1' ? '1' : refuse(`${name} is neither 0 nor 1`)
}

function refuse(detail: string): never {
  throw failed(detail)
}
