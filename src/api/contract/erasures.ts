import { z } from 'zod'
import { id, idParams, time } from './shapes.ts'
import { route } from './route.ts'

const counted = z.object({ what: z.string(), count: z.number().int() })

/** An erasure names nobody: it tells when, by whom and how far. */
export const erasure = z.object({
  id,
  status: z.enum(['running', 'done']),
  /** What is being done: pages, then texts; waiting for an import that is under way. */
  step: z.enum(['receipts', 'texts', 'waiting', 'done']),
  /** Receipts looked through, of how many. */
  done: z.number().int(),
  total: z.number().int(),
  outcome: z.array(z.object({ name: z.string(), count: z.number().int() })),
  /** What the systems that knew the person make of it. */
  elsewhere: z.array(
    z.object({
      connection: z.string(),
      contacts: z.number().int(),
      state: z.enum(['waiting', 'done', 'by_hand', 'failed']),
      outcome: z.string(),
    }),
  ),
  askedBy: z.string(),
  startedAt: time,
  endedAt: time.nullable(),
})

export const erasurePreview = z.object({
  name: z.string(),
  erased: z.array(counted),
  kept: z.array(counted.extend({ why: z.string() })),
  /** Receipts that will be looked through. */
  receipts: z.number().int(),
  /** What the systems that know the person are asked, or what is to be done there by hand. */
  elsewhere: z.array(
    z.object({
      connection: z.string(),
      contacts: z.number().int(),
      isAsked: z.boolean(),
      rule: z.string(),
    }),
  ),
})

const personParams = idParams('personId')

export const erasures = {
  'people.archive': route({
    method: 'GET',
    path: '/api/people/{personId}/archive.zip',
    summary: 'Everything that is kept about a person, as a ZIP (GDPR articles 15 and 20)',
    permission: 'administer',
    params: personParams,
    answer: { stream: 'application/zip' },
  }),
  'erasures.preview': route({
    method: 'GET',
    path: '/api/people/{personId}/erasure',
    summary: 'What erasing a person would do: what goes, what stays and why; changes nothing',
    permission: 'administer',
    params: personParams,
    answer: erasurePreview,
  }),
  'erasures.start': route({
    method: 'POST',
    path: '/api/people/{personId}/erasure',
    summary: 'Erase a person for good (GDPR article 17); the name is typed to confirm',
    permission: 'administer',
    params: personParams,
    body: z.strictObject({ confirm: z.string().max(300) }),
    answer: erasure,
    status: 202,
  }),
  'erasures.list': route({
    method: 'GET',
    path: '/api/erasures',
    summary: 'The newest erasures, with how far they are',
    permission: 'administer',
    answer: z.object({ items: z.array(erasure) }),
  }),
  'erasures.show': route({
    method: 'GET',
    path: '/api/erasures/{erasureId}',
    summary: 'How far an erasure is',
    permission: 'administer',
    params: idParams('erasureId'),
    answer: erasure,
  }),
  'erasures.log': route({
    method: 'GET',
    path: '/api/erasures.csv',
    summary: 'The log of erasures, to repeat them after an older backup was restored',
    permission: 'administer',
    answer: { stream: 'text/csv' },
  }),
  'erasures.repeat': route({
    method: 'POST',
    path: '/api/erasures/repetition',
    summary: 'Erase again whom a log of erasures names, after an older backup was restored',
    permission: 'administer',
    body: { upload: 'text/csv' },
    answer: z.object({ read: z.number().int(), erased: z.number().int() }),
  }),
} as const
