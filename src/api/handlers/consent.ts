import {
  addSeed,
  askMayWrite,
  changePolicy,
  consentPolicy,
  countEnding,
  endingConsents,
  listSeeds,
  previewPolicy,
  removeSeed,
  type EndingConsent,
  type FactWords,
} from '../../consent/index.ts'
import type { Homing } from '../../homing.ts'
import type { CsvValue } from '../../platform/csv.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { consent } from '../contract/consent.ts'
import type { Caller, Handlers } from '../handler.ts'
import { csvOfPages } from './csv-of-pages.ts'

export const consentHandlers: Handlers<keyof typeof consent> = {
  'consent.mayWrite': async ({ body, caller: { workspaceId } }, homing) => {
    const now = homing.now()
    const answers = await homing.database.inWorkspace(workspaceId, (tx) =>
      askMayWrite(tx, workspaceId, body, now),
    )
    return {
      items: answers.map(shownConsent),
      mayWrite: answers.filter((answer) => answer.mayWrite).length,
      asOf: new Date(now).toISOString(),
    }
  },

  'consent.policy': ({ caller }, homing) =>
    within(homing, caller, (tx) => consentPolicy(tx, caller.workspaceId)),

  'consent.changePolicy': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await changePolicy(tx, arranging(homing, caller), body)
      return consentPolicy(tx, caller.workspaceId)
    }),

  'consent.preview': ({ body, caller }, homing) =>
    within(homing, caller, (tx) => previewPolicy(tx, caller.workspaceId, body, homing.now())),

  'consent.ending': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const asked = { ...query, ...(await soon(tx, homing, caller, query.days)) }
      const { items, next } = await endingConsents(tx, asked)
      return {
        items: items.map((item) => ({ ...item, endsAt: item.endsAt.toISOString() })),
        next,
      }
    }),

  'consent.countEnding': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const asked = await soon(tx, homing, caller, query.days)
      const { firstAt, ...counts } = await countEnding(tx, asked)
      return { ...counts, firstAt: firstAt?.toISOString() ?? null, days: asked.days }
    }),

  'consent.endingCsv': async ({ query, caller }, homing) => {
    const asked = await within(homing, caller, (tx) => soon(tx, homing, caller, query.days))
    return csvOfPages(ENDING_COLUMNS, (page) =>
      within(homing, caller, (tx) => endingConsents(tx, { ...asked, ...page })),
    )
  },

  'seeds.list': ({ caller }, homing) =>
    within(homing, caller, async (tx) => {
      const items = await listSeeds(tx, caller.workspaceId)
      return { items: items.map((one) => ({ ...one, addedAt: one.addedAt.toISOString() })) }
    }),

  'seeds.add': async ({ body, caller }, homing) => {
    await within(homing, caller, (tx) => addSeed(tx, arranging(homing, caller), body))
    return undefined
  },

  'seeds.remove': async ({ params, caller }, homing) => {
    await within(homing, caller, (tx) =>
      removeSeed(tx, arranging(homing, caller), params.addressId),
    )
    return undefined
  },
}

const ENDING_COLUMNS: [string, (row: EndingConsent) => CsvValue][] = [
  ['person_id', (row) => row.person.id],
  ['name', (row) => row.person.name],
  ['email', (row) => row.address ?? ''],
  ['owner', (row) => row.owner ?? ''],
  ['topic', (row) => row.topic?.name ?? ''],
  ['ends_at', (row) => row.endsAt.toISOString()],
  ['from', (row) => row.from],
  ['evidence', (row) => row.evidence],
]

/** What is told of an answer: its deciding fact in words, with times as texts. */
export function shownConsent<Answer extends { fact: FactWords | null }>({
  fact,
  ...answer
}: Answer) {
  return { ...answer, fact: fact && shownFact(fact) }
}

function shownFact({ id, occurredAt, expiresAt, source, from, reason, topic }: FactWords) {
  return {
    id,
    occurredAt: occurredAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    source,
    from,
    reason,
    topic,
  }
}

/** So many days from now; as many as the firm's notice where none are named. */
async function soon(tx: Tx, homing: Homing, { workspaceId }: Caller, days: number | undefined) {
  const { noticeDays } = await consentPolicy(tx, workspaceId)
  return { workspaceId, now: homing.now(), days: days ?? noticeDays }
}

function arranging(homing: Homing, caller: Caller) {
  return { workspaceId: caller.workspaceId, actor: caller, now: homing.now() }
}

function within<T>(homing: Homing, caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
  return homing.database.inWorkspace(caller.workspaceId, work)
}
