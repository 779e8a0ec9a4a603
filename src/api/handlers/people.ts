import { confirmAddress } from '../../people/index.ts'
import {
  correctAddress,
  countOptedOut,
  keptFor,
  liftOptOut,
  preferencesOf,
  recordConsent,
  recordOptOut,
} from '../../consent/index.ts'
import { linksOf, mailingsOf, timelineOf } from '../../ledger/index.ts'
import {
  changeOwnValues,
  countPeople,
  exportPeople,
  importById,
  listImports,
  listOwners,
  listPeople,
  listRefusals,
  ownFieldsInUse,
  PEOPLE_COLUMNS,
  personStandingFor,
  PREFERENCE_LINK,
  receiveImport,
  refusalColumns,
  type ExportedRow,
  type ImportRun,
} from '../../people/index.ts'
import { linkMaker, type LinkMaker } from '../../preferences/index.ts'
import type { CsvValue } from '../../platform/csv.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { people } from '../contract/people.ts'
import type { Caller, Handlers } from '../handler.ts'
import { baseUrlOf } from './base-url.ts'
import { shownConsent } from './consent.ts'
import { csvOfPages } from './csv-of-pages.ts'
import { change, iso, shownPerson, within } from './person.ts'

export const peopleHandlers: Handlers<keyof typeof people> = {
  'people.list': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { workspaceId } = caller
      const kept = keptFor({ workspaceId, now: homing.now() }, query)
      const { items, next } = await listPeople(tx, workspaceId, { ...query, kept })
      const shown = items.map((row) => ({ ...row, lastEventAt: iso(row.lastEventAt) }))
      return { items: shown, next }
    }),

  'people.count': ({ caller }, homing) =>
    within(homing, caller, async (tx) => {
      const asked = { workspaceId: caller.workspaceId, topicId: null, now: homing.now() }
      const figures = await countPeople(tx, caller.workspaceId)
      return { ...figures, optedOut: await countOptedOut(tx, asked) }
    }),

  'people.owners': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({ items: await listOwners(tx, caller.workspaceId) })),

  'people.show': ({ params, caller }, homing) =>
    within(homing, caller, (tx) => shownPerson(tx, caller, params.personId)),

  'people.timeline': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { hidden } = caller
      const whose = await known(tx, caller, params)
      const { items, next } = await timelineOf(tx, whose, { ...query, hidden })
      const shown = items.map((entry) => ({ ...entry, occurredAt: entry.occurredAt.toISOString() }))
      return { items: shown, next }
    }),

  'people.mailings': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await mailingsOf(tx, await known(tx, caller, params), query)
      const shown = items.map((mailing) => ({
        ...mailing,
        sentAt: iso(mailing.sentAt),
        deliveredAt: iso(mailing.deliveredAt),
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

  'people.changeOwn': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await changeOwnValues(tx, change(homing, caller, params), body.values)
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

  'people.preferences': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { workspaceId, personId } = await known(tx, caller, params)
      const found = await preferencesOf(tx, workspaceId, personId, homing.now())
      return {
        ...found,
        rows: found.rows.map(({ whole, cells, ...row }) => ({
          ...row,
          whole: shownConsent(whole),
          cells: cells.map(shownConsent),
        })),
      }
    }),

  'people.recordConsent': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const source = caller.kind === 'key' ? ('api' as const) : ('user' as const)
      await recordConsent(
        tx,
        { ...change(homing, caller, params), source },
        {
          ...body,
          since: body.since === undefined ? null : Date.parse(body.since),
          until: body.until === undefined ? null : Date.parse(body.until),
        },
      )
      return shownPerson(tx, caller, params.personId)
    }),

  'people.export': async ({ query, caller, origin }, homing) => {
    const { workspaceId } = caller
    const at = { workspaceId, campaignId: null, origin: baseUrlOf(homing, origin) }
    const columns = await within(homing, caller, async (tx) => [
      ...EXPORT_COLUMNS,
      ...(await ownFieldsInUse(tx, workspaceId)).map(ownColumn),
      ...(query.preferenceLinks ? [linkColumn(await linkMaker(tx, homing.secrets, at))] : []),
    ])
    return csvOfPages(columns, (page) =>
      within(homing, caller, (tx) => exportPeople(tx, workspaceId, page)),
    )
  },

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

type ExportColumn = [string, (row: ExportedRow) => CsvValue]

const EXPORT_COLUMNS = PEOPLE_COLUMNS.map((column): ExportColumn => [column, (row) => row[column]])

function ownColumn({ key }: { key: string }): ExportColumn {
  return [key, ({ own }) => own[key] ?? '']
}

/** For the merge field of a mail program; whoever has the file can act for those in it. */
function linkColumn(maker: LinkMaker): ExportColumn {
  const link = ({ addressId }: ExportedRow) =>
    addressId === null ? '' : maker.linksOf(addressId).preferences
  return [PREFERENCE_LINK, link]
}

/**
 * Who is meant: of somebody who was merged, who stands for it. Refuses somebody who is not there
 * before the history of nobody is shown.
 */
async function known(tx: Tx, { workspaceId }: Caller, { personId }: { personId: number }) {
  return { workspaceId, personId: await personStandingFor(tx, workspaceId, personId) }
}

function shownImport(run: ImportRun) {
  return { ...run, startedAt: run.startedAt.toISOString(), endedAt: iso(run.endedAt) }
}
