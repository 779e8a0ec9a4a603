import type { z } from 'zod'
import type { person } from '../api/contract/index.ts'
import { Complaint } from './complaint.ts'
import { sheet } from './table.ts'
import { moment } from './words.ts'

export type Person = z.output<typeof person>

/** A person on a screen: who it is, whether we may write, and where. */
export function personSheet(found: Person): string {
  const latest = found.consent.facts.find((fact) => fact.decides)
  const why = latest === undefined ? '' : `, ${moment(latest.occurredAt)}, ${latest.from}`
  return sheet([
    ['Person', `${found.name} (${found.id})`],
    ['Job title', found.jobTitle],
    ['Organizations', found.organizations.map((one) => one.name).join(', ')],
    ['Owner', found.owner ?? '-'],
    ...found.own.filter(({ value }) => value !== '').map((one) => [one.label, one.value] as const),
    ['May we write', `${consentWords(found)}${why}`],
    ...found.addresses.map((one) => ['Address', addressWords(one)] as const),
    ...found.mergedFrom.map((one) => ['Merged from', mergedWords(one)] as const),
  ])
}

function consentWords({ consent }: Person): string {
  if (consent.complainedAt !== null) return 'no, reported as spam: transactional only'
  return consent.isOptedOut ? 'no, opted out' : 'yes'
}

function addressWords(one: Person['addresses'][number]): string {
  if (one.endedAt !== null) return `${one.address}, ended ${moment(one.endedAt)}`
  if (one.isValid) return `${one.address}${one.isPrimary ? ', primary' : ''}`
  return `${one.address}, invalid since ${moment(one.invalidSince)}: ${one.invalidReason ?? ''}`
}

function mergedWords({ name, id, mergedAt, mergedBy, into }: Person['mergedFrom'][number]): string {
  const way = into === null ? '' : `, by way of ${into.name}`
  return `${name} (${id})${way}, ${moment(mergedAt)}, by ${mergedBy}`
}

/** Which address is meant: the one that was named, or the only one there is. */
export function addressOf({ addresses, name }: Person, typed: string): number {
  const current = addresses.filter((one) => one.endedAt === null && one.kind === 'email')
  const named = current.find((one) => one.address.toLowerCase() === typed.trim().toLowerCase())
  const found = named ?? (current.length === 1 && !typed.includes('@') ? current[0] : undefined)
  if (found !== undefined) return found.id
  const all = current.map((one) => one.address).join(', ')
  throw new Complaint(1, `Which address of ${name} is meant is not clear.`, {
    field: 'old',
    remedy: all === '' ? 'There is none to correct.' : `Name one with --old: ${all}.`,
  })
}
