import { confirmAddress } from '../../people/index.ts'
import { consentOfPerson, correctAddress, liftOptOut, recordOptOut } from '../../consent/index.ts'
import type { Homing } from '../../homing.ts'
import { linksOf, mailingsOf, timelineOf } from '../../ledger/index.ts'
import {
  addressesOfPerson,
  COLUMNS,
  countPeople,
  exportPeople,
  importById,
  listImports,
  listOwners,
  listPeople,
  listRefusals,
  personById,
  personName,
  receiveImport,
  refusalColumns,
  type ExportedRow,
  type ImportRun,
} from '../../people/index.ts'
import type { CsvValue } from '../../platform/csv.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { people } from '../contract/people.ts'
import type { Caller, Handlers } from '../handler.ts'
import { csvOfPages } from './csv-of-pages.ts'

export const peopleHandlers: Handlers<keyof typeof people> = {
  'people.list': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await listPeople(tx, caller.workspaceId, query)
      const shown = items.map((row) => ({ ...row, lastEventAt: iso(row.lastEventAt) }))
      return { items: shown, next }
    }),

  'people.count': ({ caller }, homing) =>
    within(homing, caller, (tx) => countPeople(tx, caller.workspaceId)),

  'people.owners': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({ items: await listOwners(tx, caller.workspaceId) })),

  'people.show': ({ params, caller }, homing) =>
    within(homing, caller, (tx) => shownPerson(tx, caller, params.personId)),

  'people.timeline': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await timelineOf(tx, await known(tx, caller, params), query)
      const shown = items.map((entry) => ({ ...entry, occurredAt: entry.occurredAt.toISOString() }))
      return { items: shown, next }
    }),

  'people.mailings': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await mailingsOf(tx, await known(tx, caller, params), query)
      const shown = items.map((mailing) => ({
        ...mailing,
        sentAt: iso(mailing.sentAt),
        firstOpenAt: iso(mailing.firstOpenAt),
        lastOpenAt: iso(mailing.lastOpenAt),
        firstClickAt: iso(mailing.firstClickAt),
        lastClickAt: iso(mailing.lastClickAt),
      }))
      return { items: shown, next }
    }),

  'people.links': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await linksOf(tx, await known(tx, caller, params), query)
      const shown = items.map((link) => ({
        ...link,
        firstAt: link.firstAt.toISOString(),
        lastAt: link.lastAt.toISOString(),
      }))
      return { items: shown, next }
    }),

  'people.correctAddress': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await correctAddress(tx, change(homing, caller, params), body)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.confirmAddress': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await confirmAddress(tx, change(homing, caller, params), body.evidence)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.optOut': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await recordOptOut(tx, change(homing, caller, params), body)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.liftOptOut': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await liftOptOut(tx, change(homing, caller, params), body)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.export': async ({ caller }, homing) =>
    csvOfPages(EXPORT_COLUMNS, (page) =>
      within(homing, caller, (tx) => exportPeople(tx, caller.workspaceId, page)),
    ),

  'imports.list': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await listImports(tx, caller.workspaceId, query)
      return { items: items.map(shownImport), next }
    }),

  'imports.create': async ({ query, body, caller }, homing) => {
    const asked = {
      workspaceId: caller.workspaceId,
      fileName: query.fileName,
      isDryRun: query.dryRun ?? false,
      startedBy: caller,
    }
    const importId = await receiveImport(homing, asked, body)
    return within(homing, caller, async (tx) =>
      shownImport(await importById(tx, caller.workspaceId, importId)),
    )
  },

  'imports.show': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shownImport(await importById(tx, caller.workspaceId, params.importId)),
    ),

  'imports.refusals': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await importById(tx, caller.workspaceId, params.importId)
      return listRefusals(tx, { workspaceId: caller.workspaceId, ...params }, query)
    }),

  'imports.refusalsCsv': async ({ params, caller }, homing) => {
    const at = { workspaceId: caller.workspaceId, ...params }
    const columns = await within(homing, caller, (tx) => refusalColumns(tx, at))
    return csvOfPages(columns, (page) => within(homing, caller, (tx) => listRefusals(tx, at, page)))
  },
}

const EXPORT_COLUMNS = COLUMNS.map((column): [string, (row: ExportedRow) => CsvValue] => [
  column,
  (row) => row[column],
])

function within<T>(homing: Homing, caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
  return homing.database.inWorkspace(caller.workspaceId, work)
}

/** Refuses somebody who is not there before the history of nobody is shown. */
async function known(tx: Tx, { workspaceId }: Caller, { personId }: { personId: number }) {
  await personName(tx, workspaceId, personId)
  return { workspaceId, personId }
}

function change<Params>(homing: Homing, caller: Caller, params: Params) {
  return { workspaceId: caller.workspaceId, actor: caller, now: homing.now(), ...params }
}

async function shownPerson(tx: Tx, { workspaceId }: Caller, personId: number) {
  const person = await personById(tx, workspaceId, personId)
  const addresses = await addressesOfPerson(tx, workspaceId, personId)
  const consent = await consentOfPerson(tx, workspaceId, personId)
  return {
    ...person,
    createdAt: person.createdAt.toISOString(),
    updatedAt: person.updatedAt.toISOString(),
    addresses: addresses.map((address) => ({
      ...address,
      invalidSince: iso(address.invalidSince),
      softBouncesSince: iso(address.softBouncesSince),
      endedAt: iso(address.endedAt),
    })),
    consent: {
      isOptedOut: consent.isOptedOut,
      complainedAt: consent.complainedAt === null ? null : iso(new Date(consent.complainedAt)),
      optedOutAddressIds: consent.optedOutAddressIds,
      facts: consent.facts.map((fact) => ({
        ...fact,
        occurredAt: new Date(fact.occurredAt).toISOString(),
        recordedAt: fact.recordedAt.toISOString(),
      })),
    },
  }
}

function shownImport(run: ImportRun) {
  return { ...run, startedAt: run.startedAt.toISOString(), endedAt: iso(run.endedAt) }
}

function iso(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString()
}
