import { z } from 'zod'
import type { FieldBook } from '../world/custom-fields.ts'
import { address, text } from './body.ts'
import { dateFormats, halfBirthday, wholeBirthday } from './contact-input.ts'
import type { FieldValueInput, ScalarInput, StreetInput } from './contact-input.ts'

/** One contact of an import, in the terms of the other routes. */
export interface Imported {
  address: string
  scalars: ScalarInput
  phones: { phone_number: string; kind: 'home' | 'work' | 'mobile' | 'other' }[]
  streets: StreetInput[]
  fields: FieldValueInput[]
}

/** A correctable mistake is one that the account's owner can put right in the vendor's pages. */
export type ReadRow =
  { ok: true; row: Imported } | { ok: false; correctable: boolean; message: string }

const correctable = ['email', 'birthday_month', 'birthday_day', 'anniversary']

const line = text(255)
const part = text(50)

const scalars = {
  first_name: part,
  last_name: part,
  job_title: part,
  company_name: part,
  birthday_month: z.coerce.number().int().min(1).max(12).optional(),
  birthday_day: z.coerce.number().int().min(1).max(31).optional(),
  anniversary: z.string().regex(dateFormats, 'is not in a valid date format').nullish(),
}

const phones = { phone: part, home_phone: part, work_phone: part, mobile_phone: part }

const rowInput = z
  .object({
    email: address(50),
    ...scalars,
    ...phones,
    other_phone: part,
    sms_number: z.undefined('is not simulated').optional(),
  })
  .refine(wholeBirthday, { message: halfBirthday, path: ['birthday_day'] })

const streetInput = z.object({ street: line, street2: line, city: part, state: part, zip: part })
const country = part

export function readImported(row: Record<string, unknown>, fields: FieldBook): ReadRow {
  const read = rowInput.safeParse(row)
  if (!read.success) {
    const issue = read.error.issues[0]
    const name = String(issue?.path[0] ?? '')
    const message = `${name} ${issue?.message ?? ''}`.trim()
    return { ok: false, correctable: correctable.includes(name), message }
  }
  const streets = readStreets(row)
  if (typeof streets === 'string') return { ok: false, correctable: false, message: streets }
  const values = readFields(row, fields)
  if (typeof values === 'string') return { ok: false, correctable: false, message: values }
  const { email, phone, home_phone, work_phone, mobile_phone, other_phone, ...rest } = read.data
  const numbers = [
    { phone_number: phone, kind: 'other' as const },
    { phone_number: home_phone, kind: 'home' as const },
    { phone_number: work_phone, kind: 'work' as const },
    { phone_number: mobile_phone, kind: 'mobile' as const },
    { phone_number: other_phone, kind: 'other' as const },
  ]
  const given = numbers.flatMap(({ phone_number, kind }) =>
    phone_number == null || phone_number === '' ? [] : [{ phone_number, kind }],
  )
  const known = { scalars: rest, phones: given.slice(0, 3), streets, fields: values }
  return { ok: true, row: { address: email, ...known } }
}

/** A property without a prefix belongs to the home address. */
function readStreets(row: Record<string, unknown>): StreetInput[] | string {
  const streets: StreetInput[] = []
  for (const kind of ['home', 'work', 'other'] as const) {
    const of = (name: string) => row[`${kind}_${name}`] ?? (kind === 'home' ? row[name] : undefined)
    const read = streetInput.extend({ country }).safeParse({
      street: of('street'),
      street2: of('street2'),
      city: of('city'),
      state: of('state'),
      zip: of('zip'),
      // The contract spells this one with a blank.
      country: of('country') ?? row[`${kind} country`],
    })
    if (!read.success) return `${kind} address: ${read.error.issues[0]?.message ?? ''}`
    const { street2, zip, street, ...rest } = read.data
    const lines = [street, street2].filter(Boolean).join(' ')
    const found = { kind, ...rest, postal_code: zip, street: lines === '' ? undefined : lines }
    if (Object.values(found).some((value) => value != null && value !== kind)) streets.push(found)
  }
  return streets
}

function readFields(row: Record<string, unknown>, fields: FieldBook): FieldValueInput[] | string {
  const named = Object.entries(row).filter(([name]) => name.startsWith('cf:'))
  if (named.length > 25) return 'more than 25 custom fields'
  const values: FieldValueInput[] = []
  for (const [name, given] of named) {
    const field = fields.named(name.slice('cf:'.length))
    if (field === undefined) return `the custom field ${name} does not exist`
    const value = z.coerce.string().max(255).safeParse(given)
    if (!value.success) return `the custom field ${name} is too long`
    values.push({ custom_field_id: field.fieldId, value: value.data })
  }
  return values
}
