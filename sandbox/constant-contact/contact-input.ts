import { z } from 'zod'
import { address, ids, party, text } from './body.ts'

/** The formats the contract lists for an anniversary. */
export const dateFormats =
  /^(\d{1,2}\/\d{1,2}\/\d{4}|\d{4}\/\d{1,2}\/\d{1,2}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4})$/

const permissions = [
  'explicit',
  'implicit',
  'not_set',
  'pending_confirmation',
  'temp_hold',
  'unsubscribed',
] as const

const street = {
  kind: z.enum(['home', 'work', 'other']),
  street: text(255),
  city: text(50),
  state: text(50),
  postal_code: text(50),
  country: text(50),
}

const scalars = {
  first_name: text(50),
  last_name: text(50),
  job_title: text(50),
  company_name: text(50),
  birthday_month: z.number().int().min(1).max(12).nullish(),
  birthday_day: z.number().int().min(1).max(31).nullish(),
  anniversary: z.string().regex(dateFormats, 'is not in a valid date format').nullish(),
  sms_channel: z.undefined('is not simulated').optional(),
}

const fieldValue = z.object({
  custom_field_id: z.guid(),
  value: z.string().max(255).optional(),
  choice_ids: z.array(z.coerce.string()).optional(),
})

const subresources = {
  custom_fields: z.array(fieldValue).max(25).optional(),
  phone_numbers: z
    .array(
      z.object({
        phone_number: z.string().max(25),
        kind: z.enum(['home', 'work', 'mobile', 'other']).default('other'),
      }),
    )
    .max(3)
    .optional(),
  street_addresses: z.array(z.object(street)).max(3).optional(),
  list_memberships: ids(50).optional(),
  taggings: ids(50).optional(),
  notes: z
    .array(z.object({ note_id: z.guid().optional(), content: z.string().max(2000) }))
    .max(150)
    .optional(),
}

interface Birthday {
  birthday_month?: number | null | undefined
  birthday_day?: number | null | undefined
}

export const wholeBirthday = (body: Birthday) =>
  (body.birthday_month == null) === (body.birthday_day == null)
export const halfBirthday = 'birthday_month and birthday_day must be used together'

export const putInput = z
  .object({
    ...scalars,
    ...subresources,
    update_source: party,
    email_address: z
      .object({
        address: address(80),
        permission_to_send: z.enum(permissions).optional(),
        opt_out_reason: text(255),
      })
      .optional(),
  })
  .refine(wholeBirthday, halfBirthday)

export const postInput = z
  .object({
    ...scalars,
    ...subresources,
    create_source: party,
    email_address: z
      .object({ address: address(80), permission_to_send: z.enum(permissions).optional() })
      .optional(),
  })
  .refine(wholeBirthday, halfBirthday)
  .refine(
    (body) => Boolean(body.email_address ?? body.first_name ?? body.last_name),
    'one of first_name, last_name and email_address is required',
  )

export const signUpInput = z
  .object({
    ...scalars,
    email_address: address(50),
    phone_number: text(25),
    list_memberships: ids(50, 1),
    custom_fields: z.array(fieldValue).max(50).optional(),
    street_address: z.object(street).optional(),
  })
  .refine(wholeBirthday, halfBirthday)

/** What the three ways to write a contact have in common. */
export type ScalarInput = Pick<
  z.infer<typeof putInput>,
  | 'first_name'
  | 'last_name'
  | 'job_title'
  | 'company_name'
  | 'birthday_month'
  | 'birthday_day'
  | 'anniversary'
>
export type SubresourceInput = Pick<
  z.infer<typeof putInput>,
  'custom_fields' | 'phone_numbers' | 'street_addresses' | 'notes'
>
export type StreetInput = NonNullable<SubresourceInput['street_addresses']>[number]
export type FieldValueInput = z.infer<typeof fieldValue>
