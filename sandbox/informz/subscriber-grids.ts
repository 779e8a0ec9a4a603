import { day } from '../world/time.ts'
import type { ContactState } from '../world/world.ts'
import { moment } from './conditions.ts'
import { Refused } from './errors.ts'
import type { Asked, Grid, Row } from './grid.ts'
import type { Vendor } from './vendor.ts'

export const subscriberGrids: Readonly<Record<string, Grid>> = {
  subscriber: {
    fields: (
      'email user_id service_since_date modified_date bounce_date is_repeated_bouncer '
      + 'is_unsubscriber cancellation_date cancellation_message '
      + 'cancellation_mailing_instance_id subscriber_upload_id'
    ).split(' '),
    rows: subscribers,
  },
  subscriber_interests: {
    fields: (
      'subscriber_id user_id email interest_id interest_name service_since_date '
      + 'cancellation_date cancelled_id subscriber_to_interest_id'
    ).split(' '),
    rows: interests,
  },
  get_subscriber_interest_changes: {
    fields: 'subscriber_id user_id email interest_id interest_name change_date is_added'.split(' '),
    questions: ['start', 'end'],
    rows: changes,
  },
  upload_history: {
    fields: ['upload_id', 'status'],
    rows: ({ uploads }, now) =>
      uploads.all().map((one) => ({ upload_id: one.id, status: uploads.status(one, now) })),
  },
}

function living({ world }: Vendor, now: number): ContactState[] {
  return world.contactsAt(now).filter((one) => one.deletedAt === undefined && one.address !== '')
}

function subscribers(vendor: Vendor, now: number): Row[] {
  const { mailings, subscribers: book, uploads } = vendor
  const bounced = new Map<string, number>()
  const repeated = new Set<string>()
  for (const { row } of mailings.rows('bounces', now)) {
    bounced.set(row.contactId, Math.max(row.at, bounced.get(row.contactId) ?? 0))
    if (row.bounceCode === 'S') repeated.add(row.contactId)
  }
  return living(vendor, now).map((state) => {
    const { contactId } = state.contact
    const bouncedAt = bounced.get(contactId)
    return {
      email: state.address,
      user_id: book.userId(contactId),
      service_since_date: new Date(state.createdAt),
      modified_date: new Date(state.updatedAt),
      bounce_date: bouncedAt === undefined ? undefined : new Date(bouncedAt),
      is_repeated_bouncer: repeated.has(contactId),
      is_unsubscriber: state.permission === 'unsubscribed',
      cancellation_date: state.optOut && new Date(state.optOut.at),
      cancellation_message: state.optOut?.reason,
      cancellation_mailing_instance_id: causeOf(vendor, state),
      subscriber_upload_id: uploads.last(contactId),
    }
  })
}

function causeOf({ mailings }: Vendor, { optOut }: ContactState): number | undefined {
  if (optOut?.activityId === undefined) return undefined
  return mailings.instanceAt(optOut.activityId, optOut.sentAt ?? optOut.at)?.id
}

/** Those a subscriber has, and those a client took away from it. */
function interests(vendor: Vendor, now: number): Row[] {
  const { world, interests: book, subscribers: people } = vendor
  const known = new Map(living(vendor, now).map((one) => [one.contact.contactId, one] as const))
  const row = (state: ContactState, listId: string, times: Row): Row => ({
    subscriber_id: people.number(state.contact.contactId),
    user_id: people.userId(state.contact.contactId),
    email: state.address,
    interest_id: book.number(listId),
    interest_name: world.lists.live(listId)?.name,
    ...times,
    subscriber_to_interest_id: book.link(state.contact.contactId, listId),
  })
  const added = new Map<string, number>()
  const left = new Map<string, Row>()
  for (const { contactId, listId, at, added: came } of book.changes()) {
    const state = known.get(contactId)
    const since = added.get(`${contactId}/${listId}`) ?? state?.createdAt
    if (came) added.set(`${contactId}/${listId}`, at)
    if (state === undefined || state.listIds.includes(listId) || came) continue
    const times = { service_since_date: new Date(since ?? at), cancellation_date: new Date(at) }
    left.set(`${contactId}/${listId}`, row(state, listId, times))
  }
  const current = [...known.values()].flatMap((state) =>
    state.listIds.map((listId) => {
      const since = added.get(`${state.contact.contactId}/${listId}`) ?? state.createdAt
      const cancellation_date = state.optOut && new Date(state.optOut.at)
      return row(state, listId, { service_since_date: new Date(since), cancellation_date })
    }),
  )
  return [...current, ...left.values()]
}

const longestWindow = 7 * day

/** Who came to an interest or left it between two moments, a week apart at most. */
function changes(vendor: Vendor, now: number, asked: Asked): Row[] {
  const [start, end] = [asked('start'), asked('end')]
  if (start === undefined || end === undefined) {
    throw new Refused('InsufficientInformationToCompleteActionException', 'Start and End are due')
  }
  const [from, to] = [moment(start), moment(end)]
  if (to < from || to - from > longestWindow) {
    throw new Refused('InvalidDataFormatException', 'Start and End are a week apart at most')
  }
  const { world, interests: book, subscribers: people } = vendor
  const told = living(vendor, now).flatMap((state) => {
    const { contactId, listIds } = state.contact
    const came = listIds.map((listId) => ({ contactId, listId, at: state.createdAt, added: true }))
    const left = state.optOut
    const gone = left
      ? state.listIds.map((listId) => {
          return { contactId, listId, at: left.at, added: false }
        })
      : []
    return [...came, ...gone]
  })
  const byId = new Map(living(vendor, now).map((one) => [one.contact.contactId, one] as const))
  return [...told, ...book.changes()]
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at)
    .map(({ contactId, listId, at, added }) => ({
      subscriber_id: people.number(contactId),
      user_id: people.userId(contactId),
      email: byId.get(contactId)?.address,
      interest_id: book.number(listId),
      interest_name: world.lists.live(listId)?.name,
      change_date: new Date(at),
      is_added: added,
    }))
}
