import {
  archiveOf,
  erasureLog,
  listErasures,
  LOG_COLUMNS,
  previewErasure,
  repeatErasures,
  showErasure,
  startErasure,
  type LoggedErasure,
} from '../../erasure/index.ts'
import type { CsvValue } from '../../platform/csv.ts'
import type { erasures } from '../contract/erasures.ts'
import type { Handlers } from '../handler.ts'
import { csvOfPages } from './csv-of-pages.ts'

export const erasureHandlers: Handlers<keyof typeof erasures> = {
  'people.archive': async ({ params, caller }, homing) =>
    archiveOf(homing, {
      workspaceId: caller.workspaceId,
      personId: params.personId,
      actor: caller,
      firm: caller.identity.workspace.name,
    }),

  'erasures.preview': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) =>
      previewErasure(tx, homing, { workspaceId: caller.workspaceId, personId: params.personId }),
    ),

  'erasures.start': ({ params, body, caller }, homing) =>
    startErasure(homing, {
      workspaceId: caller.workspaceId,
      personId: params.personId,
      actor: caller,
      confirm: body.confirm,
    }),

  'erasures.list': ({ caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => ({
      items: await listErasures(tx),
    })),

  'erasures.show': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) => showErasure(tx, params.erasureId)),

  'erasures.log': async ({ caller }, homing) =>
    csvOfPages(COLUMNS, (page) =>
      homing.database.inWorkspace(caller.workspaceId, (tx) => erasureLog(tx, page)),
    ),

  'erasures.repeat': ({ body, caller }, homing) =>
    repeatErasures(homing, { workspaceId: caller.workspaceId, actor: caller }, body),
}

const VALUES: Record<(typeof LOG_COLUMNS)[number], (row: LoggedErasure) => CsvValue> = {
  person_id: (row) => row.personId,
  person_hash: (row) => row.personHash,
  erased_at: (row) => row.erasedAt,
}
const COLUMNS = LOG_COLUMNS.map((name): [string, (row: LoggedErasure) => CsvValue] => [
  name,
  VALUES[name],
])
