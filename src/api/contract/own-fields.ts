import { z } from 'zod'
import {
  CHOICE_CHARS_MAX,
  CHOICES_MAX,
  OWN_FIELDS_MAX,
  OWN_KEY,
  OWN_KINDS,
  OWN_LABEL_CHARS_MAX,
} from '../../people/own-fields/index.ts'
import { route } from './route.ts'

const key = z
  .string()
  .regex(OWN_KEY, 'A key is small letters, digits and _, and begins with a letter: client_tier.')
const label = z.string().trim().min(1, 'A field needs a name.').max(OWN_LABEL_CHARS_MAX)
const choices = z.array(z.string().trim().min(1).max(CHOICE_CHARS_MAX)).max(CHOICES_MAX)

/** A field of persons that the firm defined. */
export const ownField = z.object({
  /** As files, rules and segments name it; never changes. */
  key: z.string(),
  label: z.string(),
  kind: z.enum(OWN_KINDS),
  /** Of a choice: what may be chosen, in order. */
  choices: z.array(z.string()),
})

export const keptOwnField = ownField.extend({
  /** Offered and filled no more; what persons hold stays. */
  isRetired: z.boolean(),
})

const kept = z.object({ items: z.array(keptOwnField).max(OWN_FIELDS_MAX) })

export const ownFields = {
  'ownFields.list': route({
    method: 'GET',
    path: '/api/own-fields',
    summary: 'The fields of persons that the firm defined, retired ones too',
    permission: 'see',
    answer: kept,
  }),
  'ownFields.create': route({
    method: 'POST',
    path: '/api/own-fields',
    summary: 'Define a field of persons',
    permission: 'administer',
    body: z.strictObject({
      key,
      label,
      kind: z.enum(OWN_KINDS),
      choices: choices.default([]),
    }),
    answer: kept,
    status: 201,
  }),
  'ownFields.change': route({
    method: 'PATCH',
    path: '/api/own-fields/{key}',
    summary: 'Rename a field, change its choices, retire it or take it into use again',
    permission: 'administer',
    params: z.object({ key: z.string().max(40) }),
    body: z.strictObject({
      label: label.optional(),
      choices: choices.optional(),
      isRetired: z.boolean().optional(),
    }),
    answer: kept,
  }),
} as const
