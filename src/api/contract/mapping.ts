import { z } from 'zod'
import {
  DATE_FORMATS,
  FIELD_KINDS,
  MAPPED_MAX,
  OWNERS,
  RULES_MAX,
  SOURCES,
  STEPS_MAX,
  TEXT_CHARS_MAX,
} from '../../mapping/rules/index.ts'
import { OWN_KEY } from '../../people/own-fields/index.ts'
import { push } from './pushes.ts'
import { route } from './route.ts'
import { id, idParams, page, time } from './shapes.ts'

const text = z.string().max(TEXT_CHARS_MAX)
/** What is known of everybody, or a field of the firm's own: own:key. */
const source = z.union([z.enum(SOURCES), z.templateLiteral(['own:', z.string().regex(OWN_KEY)])])

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('trim') }),
  z.strictObject({ do: z.literal('upper') }),
  z.strictObject({ do: z.literal('lower') }),
  z.strictObject({ do: z.literal('title') }),
  z.strictObject({ do: z.literal('first'), chars: z.number().int().min(1).max(TEXT_CHARS_MAX) }),
  z.strictObject({ do: z.literal('date'), format: z.enum(DATE_FORMATS) }),
  z.strictObject({ do: z.literal('number'), decimals: z.number().int().min(0).max(6) }),
  z.strictObject({ do: z.literal('yes_no'), yes: text, no: text }),
  z.strictObject({
    do: z.literal('words'),
    words: z
      .array(z.strictObject({ from: text, to: text }))
      .min(1)
      .max(MAPPED_MAX),
    otherwise: z.enum(['as_it_is', 'nothing']),
  }),
  z.strictObject({ do: z.literal('before'), text }),
  z.strictObject({ do: z.literal('after'), text }),
  z.strictObject({ do: z.literal('join'), source, between: text }),
])

const ruleBody = {
  from: z.union([z.strictObject({ source }), z.strictObject({ constant: text })]),
  /** Applied in order. */
  steps: z.array(step).max(STEPS_MAX).default([]),
  /** What goes out where nothing is known. */
  fallback: text.default(''),
  /** Who is right where the two differ. crm: what it last said, whatever stands here; esp: only an
   * empty field is filled. */
  owner: z.enum(OWNERS).default('homing'),
  /** What the contact holds is written into the person; with owner esp only. */
  comesHome: z.boolean().default(false),
}

const field = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(FIELD_KINDS),
  charsMax: z.number().int(),
  isCustom: z.boolean(),
  /** Its personal tag in a mail, without the brackets. */
  tag: z.string().nullable(),
  holds: z.enum(['firstName', 'lastName', 'jobTitle', 'company']).nullable(),
  /** Of a choice: its answers. */
  choices: z.array(z.object({ id: z.string(), label: z.string() })).optional(),
})

const rule = z.object({ field, ...ruleBody })
const newRule = z.strictObject({ fieldId: z.string().min(1).max(200), ...ruleBody })
const newRules = z.array(newRule).max(RULES_MAX)

export const mapping = z.object({
  /** 0: nothing was saved yet, and the fields every contact has are filled by their names. */
  version: z.number().int(),
  rules: z.array(rule),
  /** Changed details go out after each read of the contacts. */
  sendsChanges: z.boolean(),
  madeBy: z.string().nullable(),
  madeAt: time.nullable(),
})

export const mappingVersion = mapping.extend({
  /** The version it brought back. */
  restored: z.number().int().nullable(),
})

export const contactFields = z.object({
  asOf: time,
  fields: z.array(field),
  /** Rules for fields whose names say what belongs into them. */
  suggested: z.array(rule),
  canCreate: z.boolean(),
  labelCharsMax: z.number().int(),
  /** How the ESP behaves, in sentences. */
  notes: z.array(z.string()),
  source: z.string(),
})

export const mappingPreview = z.object({
  personId: id,
  name: z.string(),
  address: z.string().nullable(),
  isKnown: z.boolean(),
  /** Who shares the address, and whose details the contact gets. */
  filledBy: z.object({ id, name: z.string() }).nullable(),
  fields: z.array(
    z.object({
      fieldId: z.string(),
      label: z.string(),
      before: z.string(),
      after: z.string(),
      decision: z.enum(['same', 'fill', 'replace', 'empty', 'stays', 'comes_home', 'refused']),
      sentence: z.string(),
      remedy: z.string(),
      /** What stands here, and why it is not what goes out; empty: nothing is passed over. */
      passedOver: z.string(),
      trail: z.array(z.object({ what: z.string(), value: z.string() })),
    }),
  ),
})

const params = idParams('connectionId')

export const mappings = {
  'mapping.show': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/mapping',
    summary: 'Which field of a contact is filled from where',
    permission: 'see',
    params,
    answer: mapping,
  }),
  'mapping.save': route({
    method: 'PUT',
    path: '/api/connections/{connectionId}/mapping',
    summary: 'Save a mapping as a new version, against the fields as the service has them now',
    permission: 'manage_connections',
    params,
    body: z.strictObject({
      version: z.number().int(),
      rules: newRules,
      sendsChanges: z.boolean().default(false),
    }),
    answer: mapping,
  }),
  'mapping.versions': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/mapping/versions',
    summary: 'What was saved of a mapping, the newest first',
    permission: 'see',
    params,
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answer: page(mappingVersion),
  }),
  'mapping.restore': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/mapping/restored',
    summary: 'Bring an earlier version of a mapping back, as a new one',
    permission: 'manage_connections',
    params,
    body: z.strictObject({ version: z.number().int(), restored: z.number().int().min(1) }),
    answer: mapping,
  }),
  'mapping.preview': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/mapping/previews/{personId}',
    summary: 'What a mapping makes of one person, before anything is told',
    permission: 'see',
    params: z.object({ ...params.shape, ...idParams('personId').shape }),
    /** Without rules, those in force. */
    body: z.strictObject({ rules: z.array(rule).max(RULES_MAX).optional() }),
    answer: mappingPreview,
  }),
  'mapping.sendDetails': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/mapping/details',
    summary: 'Compare everybody with the service, and plan what it is to be told of them',
    permission: 'manage_connections',
    params,
    answer: push,
    status: 202,
  }),
  'contactFields.read': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/contact-fields',
    summary: 'Which fields a contact has there, read now, and rules by their names',
    permission: 'manage_connections',
    params,
    answer: contactFields,
  }),
  'contactFields.create': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/contact-fields',
    summary: 'Make a custom field of a contact at the service',
    permission: 'manage_connections',
    params,
    body: z.strictObject({
      label: z.string().trim().min(1, 'A field needs a name.').max(255),
      kind: z.enum(['text', 'number', 'date']),
    }),
    answer: field,
    status: 201,
  }),
  'campaigns.tagWarnings': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/draft/tag-warnings',
    summary: 'Personal tags nothing fills, or that are empty for some on the lists',
    permission: 'see',
    params: idParams('campaignId'),
    answer: z.object({
      items: z.array(
        z.object({
          tag: z.string(),
          sentence: z.string(),
          remedy: z.string(),
          lacking: z.number().int().nullable(),
          members: z.number().int().nullable(),
        }),
      ),
    }),
  }),
} as const
