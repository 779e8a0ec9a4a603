import { z } from 'zod'
import { consentAbout, preferences } from './consent.ts'
import { ownField } from './own-fields.ts'
import { flag, id, idParams, page, pageQuery, time } from './shapes.ts'
import { route } from './route.ts'
import {
  asksBy,
  BY_KIND,
  BY_VERDICT,
  EVERY_KIND,
  rowThatTells,
  tells,
  tellsBy,
  type Mark,
} from './tells.ts'

const named = z.object({ id, name: z.string() })

const addressState = z.object({
  id,
  kind: z.enum(['email', 'fax']),
  address: z.string(),
  isPrimary: z.boolean(),
  isValid: z.boolean(),
  /** Why it is invalid: "hard bounce (B) in Spring client letter". */
  invalidReason: z.string().nullable(),
  invalidSince: time.nullable(),
  /** Soft bounces in a row without a sign of life, and since when; valid or not. */
  softBounces: z.number().int(),
  softBouncesSince: time.nullable(),
  /** Set when the address was corrected: the link is history. */
  endedAt: time.nullable(),
  /** How many other people use the same address. */
  sharedWith: z.number().int(),
  /** The first of them, by name. */
  sharers: z.array(named),
})

const consentState = z.object({
  isOptedOut: z.boolean(),
  /** When a mailing was last reported as spam, as long as that holds: transactional mail only. */
  complainedAt: time.nullable(),
  /** Addresses nobody writes to for what was said of the address itself. */
  optedOutAddressIds: z.array(id),
  /** The facts, newest first; the first that decides is marked. */
  facts: z.array(
    z.object({
      id,
      optedIn: z.boolean(),
      /** An opt-in that was asked for, with evidence; only such a one lifts an opt-out. */
      isExplicit: z.boolean(),
      /** Of an opt-in that was inferred: until when it holds. */
      expiresAt: time.nullable(),
      scope: z.enum(['everything', 'topic', 'address']),
      /** The topic it is about, or an ESP's group that stands for none yet. */
      topic: z.string().nullable(),
      topicId: id.nullable(),
      cause: z.enum(['wish', 'complaint']),
      /** Why it may not have been the person's own doing; empty where there is no doubt. */
      doubt: z.string(),
      occurredAt: time,
      recordedAt: time,
      source: z.enum(['esp', 'user', 'import', 'api', 'crm', 'preference_page']),
      /** Where from, in words: "Constant Contact, Spring client letter". */
      from: z.string(),
      reason: z.string(),
      evidence: z.string(),
      address: z.string().nullable(),
      actor: z.string().nullable(),
      decides: z.boolean(),
    }),
  ),
})

export const personRow = z.object({
  id,
  name: z.string(),
  jobTitle: z.string(),
  organizations: z.array(named),
  owner: z.string().nullable(),
  /** The primary address, or the first; null without any. */
  address: z.string().nullable(),
  isOptedOut: z.boolean(),
  /** Names of the topics the person has left, archived ones left out. */
  leftTopics: z.array(z.string()),
  hasComplained: z.boolean(),
  hasInvalidAddress: z.boolean(),
  lastEventAt: tells(time, ...EVERY_KIND),
})

export const person = z.object({
  id,
  externalId: z.string().nullable(),
  origin: z.enum(['import', 'esp', 'user', 'api', 'crm']),
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  jobTitle: z.string(),
  phone: z.string(),
  city: z.string(),
  country: z.string(),
  owner: z.string().nullable(),
  organizations: z.array(named.extend({ kind: z.enum(['company', 'household']) })),
  addresses: z.array(addressState),
  consent: consentState,
  /** The firm's own fields in use, with what the person has there; empty: nothing. */
  own: z.array(ownField.extend({ value: z.string() })),
  createdAt: time,
  updatedAt: time,
  /** Who was merged into this person, the newest merge first. */
  mergedFrom: z.array(
    named.extend({
      mergeId: id,
      externalId: z.string().nullable(),
      mergedAt: time,
      mergedBy: z.string(),
      /** Whom it went into, where that is somebody who was merged later. */
      into: named.nullable(),
    }),
  ),
  /** The id that was asked for, where it is of somebody who was merged into this person. */
  askedFor: id.nullable(),
})

const EVENT_KIND = z.enum([
  'sent',
  'delivered',
  'open',
  'click',
  'forward',
  'bounce',
  'opt_out',
  'complaint',
])

const CHANNEL = z.enum(['email', 'fax'])

/** What a timeline is narrowed to. */
export const timelineQuery = {
  ...pageQuery,
  kind: asksBy(EVENT_KIND, BY_KIND).optional(),
  campaignId: id.optional(),
  channel: CHANNEL.optional(),
  /** From this moment on, and before that one. */
  from: time.optional(),
  until: time.optional(),
}

export const happening = z.object({
  /** The event's, to ask for its trace. */
  id: z.string(),
  occurredAt: time,
  kind: EVENT_KIND,
  campaign: named,
  channel: CHANNEL,
  address: z.string(),
  verdict: z.enum(['human', 'machine', 'proxy']).nullable(),
  verdictReason: z.string().nullable(),
  link: z.string().nullable(),
  detail: tellsBy(z.string(), 'kind', { bounce: ['bounceReason'], opt_out: ['optOutReason'] }),
  agent: tells(z.string(), 'agent'),
  /** True where the vendor gave no time and the send's was taken. */
  timeIsApproximate: z.boolean(),
})
/** Left out where its kind, or whose doing it was, is hidden. */
export const OF_HAPPENING: NonNullable<Mark['by']> = [
  { name: 'kind', fields: BY_KIND },
  { name: 'verdict', fields: BY_VERDICT },
]

const personParams = idParams('personId')

export const people = {
  'people.list': route({
    method: 'GET',
    path: '/api/people',
    summary: 'People, by name',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      /** Part of a name, an e-mail address or an organization. */
      search: z.string().max(200).optional(),
      state: z
        .enum(['all', 'opted_out', 'complained', 'invalid_address', 'not_in_crm'])
        .default('all'),
      owner: z.string().max(200).optional(),
      organizationId: id.optional(),
      /** Who has left this topic. */
      leftTopicId: id.optional(),
      /** The code of an interest, shown by clicks or stated. */
      interest: z.string().max(40).optional(),
    }),
    answer: page(personRow),
  }),
  'people.count': route({
    method: 'GET',
    path: '/api/people/count',
    summary: 'How many people, opted out, and how many invalid addresses',
    permission: 'see',
    answer: z.object({
      people: z.number().int(),
      optedOut: z.number().int(),
      invalidAddresses: z.number().int(),
      /** People who use one of them. */
      withInvalidAddress: z.number().int(),
      organizations: z.number().int(),
    }),
  }),
  'people.owners': route({
    method: 'GET',
    path: '/api/people/owners',
    summary: 'Owners (Primaries) with the number of their people',
    permission: 'see',
    answer: z.object({ items: z.array(z.object({ name: z.string(), people: z.number().int() })) }),
  }),
  'people.show': route({
    method: 'GET',
    path: '/api/people/{personId}',
    summary: 'One person with addresses and consent; of one who was merged, who stands for it',
    permission: 'see',
    params: personParams,
    answer: person,
  }),
  'people.timeline': route({
    method: 'GET',
    path: '/api/people/{personId}/timeline',
    summary: 'Everything that happened, newest first, over all addresses',
    permission: 'see',
    params: personParams,
    query: z.object(timelineQuery),
    answer: page(rowThatTells(happening, OF_HAPPENING)),
  }),
  'people.mailings': route({
    method: 'GET',
    path: '/api/people/{personId}/mailings',
    summary: 'Each campaign received by e-mail or fax, with first and last open and click',
    permission: 'see',
    params: personParams,
    query: z.object({ ...pageQuery, channel: CHANNEL.optional() }),
    answer: page(
      z.object({
        campaign: named,
        channel: CHANNEL,
        address: z.string(),
        sentAt: time.nullable(),
        deliveredAt: tells(time, 'bounces'),
        opens: tells(z.number().int(), 'opens', 'machines'),
        humanOpens: tells(z.number().int(), 'opens'),
        firstOpenAt: tells(time, 'opens', 'machines'),
        lastOpenAt: tells(time, 'opens', 'machines'),
        clicks: tells(z.number().int(), 'clicks', 'machines'),
        firstClickAt: tells(time, 'clicks', 'machines'),
        lastClickAt: tells(time, 'clicks', 'machines'),
        forwards: tells(z.number().int(), 'forwards'),
        optOuts: tells(z.number().int(), 'optOuts'),
        bounce: tells(z.string(), 'bounceReason'),
      }),
    ),
  }),
  'people.links': route({
    method: 'GET',
    path: '/api/people/{personId}/links',
    summary: 'Link tracking: each link clicked, how often, first and last time',
    permission: 'see',
    tells: ['clicks', 'machines'],
    params: personParams,
    query: z.object({ ...pageQuery }),
    answer: page(
      z.object({
        url: z.string(),
        campaign: named,
        address: z.string(),
        clicks: z.number().int(),
        firstAt: time,
        lastAt: time,
      }),
    ),
  }),
  'people.correctAddress': route({
    method: 'POST',
    path: '/api/people/{personId}/addresses/{addressId}/correction',
    summary: 'Replace an address; the old one stays as history',
    permission: 'edit_people',
    params: z.object({ personId: id, addressId: id }),
    body: z.strictObject({
      address: z.string().trim().min(3).max(254),
      note: z.string().max(500).default(''),
    }),
    answer: person,
  }),
  'people.confirmAddress': route({
    method: 'POST',
    path: '/api/people/{personId}/addresses/{addressId}/confirmation',
    summary: 'State that an address marked invalid is good again',
    permission: 'edit_people',
    params: z.object({ personId: id, addressId: id }),
    body: z.strictObject({ evidence: z.string().trim().min(3).max(500) }),
    answer: person,
  }),
  'people.changeOwn': route({
    method: 'PATCH',
    path: '/api/people/{personId}/own-fields',
    summary: 'Write values of the fields the firm defined; an empty one empties a field',
    permission: 'edit_people',
    params: personParams,
    body: z.strictObject({
      /** By key; what is not named stays. */
      values: z.record(z.string().max(40), z.string().max(2_000)),
    }),
    answer: person,
  }),
  'people.optOut': route({
    method: 'POST',
    path: '/api/people/{personId}/opt-out',
    summary: 'Record that the person no longer wants mailings',
    permission: 'edit_people',
    params: personParams,
    body: z.strictObject({
      about: consentAbout.optional(),
      reason: z.string().trim().max(255).default(''),
      evidence: z.string().trim().max(500).default(''),
    }),
    answer: person,
  }),
  'people.liftOptOut': route({
    method: 'POST',
    path: '/api/people/{personId}/opt-in',
    summary: 'Lift an opt-out; needs evidence that the person asked for it',
    permission: 'edit_people',
    params: personParams,
    body: z.strictObject({
      about: consentAbout.optional(),
      evidence: z.string().trim().min(3).max(500),
    }),
    answer: person,
  }),
  'people.preferences': route({
    method: 'GET',
    path: '/api/people/{personId}/preferences',
    summary: 'May we write, topic by topic: to the person as a whole and to each address',
    permission: 'see',
    params: personParams,
    answer: preferences,
  }),
  'people.recordConsent': route({
    method: 'POST',
    path: '/api/people/{personId}/consent',
    summary: 'Record consent: implied, which ends and lifts no opt-out, or express',
    permission: 'edit_people',
    params: personParams,
    body: z.strictObject({
      about: consentAbout.default({ scope: 'everything' }),
      state: z.enum(['implied', 'express']),
      /** When it was given; now where absent. Express consent lifts only what is older. */
      since: time.optional(),
      /** Of implied consent; as long as the firm says where absent. */
      until: time.optional(),
      /** What it rests on: a purchase, a mandate, what the person said. */
      evidence: z.string().trim().min(3).max(500),
    }),
    answer: person,
  }),
  'people.export': route({
    method: 'GET',
    path: '/api/people.csv',
    summary: 'People as CSV, in the columns the import takes',
    permission: 'export',
    query: z.object({
      /** With a column of links to each person's preference page; the import passes over it. */
      preferenceLinks: flag.optional(),
    }),
    answer: { stream: 'text/csv' },
  }),
  'imports.list': route({
    method: 'GET',
    path: '/api/imports',
    summary: 'Imports, newest first',
    permission: 'see',
    query: z.object({ ...pageQuery }),
    answer: page(z.lazy(() => importRun)),
  }),
  'imports.create': route({
    method: 'POST',
    path: '/api/imports',
    summary: 'Import people from CSV: the file is the body; answers when it has been received',
    permission: 'import_people',
    query: z.object({
      fileName: z.string().max(200).default('people.csv'),
      dryRun: flag.optional(),
    }),
    body: { upload: 'text/csv' },
    answer: z.lazy(() => importRun),
    status: 202,
  }),
  'imports.show': route({
    method: 'GET',
    path: '/api/imports/{importId}',
    summary: 'Progress and result of an import',
    permission: 'see',
    params: idParams('importId'),
    answer: z.lazy(() => importRun),
  }),
  'imports.refusals': route({
    method: 'GET',
    path: '/api/imports/{importId}/refusals',
    summary: 'Refused rows with line and reason',
    permission: 'see',
    params: idParams('importId'),
    query: z.object({ ...pageQuery }),
    answer: page(
      z.object({
        line: z.number().int(),
        field: z.string(),
        reason: z.string(),
        record: z.record(z.string(), z.string()),
      }),
    ),
  }),
  'imports.refusalsCsv': route({
    method: 'GET',
    path: '/api/imports/{importId}/refusals.csv',
    summary: 'Refused rows as CSV, with line and reason, ready to be mended and sent again',
    permission: 'import_people',
    params: idParams('importId'),
    answer: { stream: 'text/csv' },
  }),
} as const

export const importRun = z.object({
  id,
  fileName: z.string(),
  status: z.enum(['receiving', 'running', 'done', 'failed', 'cancelled']),
  bytesTotal: z.number().nullable(),
  bytesDone: z.number(),
  rowsRead: z.number().int(),
  peopleCreated: z.number().int(),
  peopleUpdated: z.number().int(),
  peopleUnchanged: z.number().int(),
  /** Rows that told of consent, and the people whose opt-out the express ones lift. */
  consentExpress: z.number().int(),
  consentImplied: z.number().int(),
  consentOut: z.number().int(),
  consentLifts: z.number().int(),
  /** Interests stated that nothing had stated of the person before. */
  interestsStated: z.number().int(),
  organizationsCreated: z.number().int(),
  organizationsUpdated: z.number().int(),
  rowsRefused: z.number().int(),
  message: z.string().nullable(),
  startedAt: time,
  endedAt: time.nullable(),
})
