import type { Homing } from '../../homing.ts'
import { Refused } from '../../platform/refused.ts'
import type { CsvValue } from '../../platform/csv.ts'
import {
  archiveView,
  behind,
  catalogue,
  changeView,
  columnsOfView,
  listViews,
  makeView,
  prepared,
  presets,
  restoreView,
  runView,
  sizeOfView,
  viewById,
  type Asked,
  type Cell,
  type SavedView,
} from '../../reports/index.ts'
import { givenValues } from '../../reports/definitions/index.ts'
import type { views } from '../contract/views.ts'
import type { Caller, Handlers } from '../handler.ts'
import { csvOfPages } from './csv-of-pages.ts'
import { iso, within } from './person.ts'

/** Rows of one page of an export: groups are put together anew for each. */
const EXPORT_ROWS = 20_000

type Question = Pick<Asked, 'definition' | 'given'>

export const viewHandlers: Handlers<keyof typeof views> = {
  'views.catalogue': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({
      subjects: await catalogue(tx, caller.workspaceId, caller.hidden),
    })),

  'views.presets': async () => ({ items: presets.map(shown) }),

  'views.run': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given, ...page } = body
      return paged(await runView(tx, asked(homing, caller, { definition, given }), page))
    }),

  'views.size': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given } = body
      const size = await sizeOfView(tx, asked(homing, caller, { definition, given }))
      return { ...size, asOf: size.asOf.toISOString() }
    }),

  'views.open': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given, ...figure } = body
      const view = await prepared(tx, asked(homing, caller, { definition, given }))
      return { definition: behind(view, figure) }
    }),

  'views.csv': async ({ body, caller }, homing) => {
    const { definition, parameters: given } = body
    return csvOf(homing, caller, { definition, given })
  },

  'views.list': ({ query: { archived, ...query }, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const looked = { ...query, isArchived: archived ?? false }
      const { items, next } = await listViews(tx, by(caller), looked)
      return { items: items.map(shown), next }
    }),

  'views.show': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => shown(await viewById(tx, by(caller), params.viewId))),

  'views.make': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => shown(await makeView(tx, change(homing, caller), body))),

  'views.change': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await changeView(tx, change(homing, caller), params.viewId, body)),
    ),

  'views.archive': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await archiveView(tx, change(homing, caller), params.viewId)),
    ),

  'views.restore': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await restoreView(tx, change(homing, caller), params.viewId)),
    ),

  'views.runSaved': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition } = await viewById(tx, by(caller), params.viewId)
      const { parameters: given, ...page } = body
      return paged(await runView(tx, asked(homing, caller, { definition, given }), page))
    }),

  'views.csvSaved': async ({ params, query, caller }, homing) => {
    const given = valuesIn(query.parameters)
    const { definition } = await within(homing, caller, (tx) =>
      viewById(tx, by(caller), params.viewId),
    )
    return csvOf(homing, caller, { definition, given })
  },
}

/** Everything a view finds, all pages relative to one moment. */
async function csvOf(homing: Homing, caller: Caller, question: Question) {
  const question_ = asked(homing, caller, question)
  const columns = await within(homing, caller, (tx) => columnsOfView(tx, question_))
  return csvOfPages<Cell[]>(
    columns.flatMap(({ title, type }, at): [string, (row: Cell[]) => CsvValue][] =>
      type === 'rate'
        ? [
            [title, (row) => rateIn(row[at]!)?.rate ?? ''],
            [`${title}: of`, (row) => rateIn(row[at]!)?.part ?? ''],
            [`${title}: in`, (row) => rateIn(row[at]!)?.whole ?? ''],
          ]
        : [[title, (row) => text(row[at]!)]],
    ),
    async (page) => {
      const { rows, next } = await within(homing, caller, (tx) => runView(tx, question_, page))
      return { items: rows, next }
    },
    EXPORT_ROWS,
  )
}

function rateIn(cell: Cell) {
  return typeof cell === 'object' && cell !== null && 'rate' in cell ? cell : null
}

function text(cell: Cell): CsvValue {
  if (cell === null) return ''
  if (typeof cell === 'object') return 'name' in cell ? cell.name : ''
  return typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : cell
}

function asked({ now }: Homing, { workspaceId, hidden }: Caller, question: Question): Asked {
  return { ...question, workspaceId, now: now(), hidden }
}

function by({ id, identity }: Caller) {
  return { id, role: identity.role }
}

function change(homing: Homing, caller: Caller) {
  const { workspaceId, name, hidden } = caller
  return { workspaceId, actor: { ...by(caller), name }, now: homing.now(), hidden }
}

function paged<Page extends { asOf: Date }>(page: Page) {
  return { ...page, asOf: page.asOf.toISOString() }
}

function shown<View extends SavedView>(view: View) {
  return {
    ...view,
    createdAt: iso(view.createdAt),
    updatedAt: iso(view.updatedAt),
    archivedAt: iso(view.archivedAt),
  }
}

/** Parameters of a download stand in its address, as JSON. */
function valuesIn(written: string | undefined) {
  if (written === undefined) return {}
  const read = givenValues.safeParse(jsonIn(written))
  if (read.success) return read.data
  throw new Refused(400, 'parameters are values by their keys, as JSON.', { field: 'parameters' })
}

function jsonIn(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
