import type { Homing } from '../../homing.ts'
import { Refused } from '../../platform/refused.ts'
import {
  archiveView,
  behind,
  canCancel,
  catalogue,
  changeView,
  forecastOfView,
  listViews,
  makeView,
  prepared,
  presets,
  restoreView,
  runView,
  sizeOfView,
  viewById,
  viewFile,
  type Asked,
  type FileFormat,
  type SavedView,
} from '../../reports/index.ts'
import { givenValues } from '../../reports/definitions/index.ts'
import type { viewFiles } from '../contract/view-files.ts'
import type { views } from '../contract/views.ts'
import type { Ask, Caller, Handlers } from '../handler.ts'
import { by, change } from './changing.ts'
import { iso, within } from './person.ts'

type Question = Pick<Asked, 'definition' | 'given' | 'signal'>

export const viewHandlers: Handlers<keyof typeof views | keyof typeof viewFiles> = {
  'views.catalogue': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({
      subjects: await catalogue(tx, caller.workspaceId, caller.hidden),
      canCancel: canCancel(tx),
    })),

  'views.presets': async () => ({ items: presets.map(shown) }),

  'views.run': ({ body, caller, signal }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given, ...page } = body
      return paged(await runView(tx, asked(homing, caller, { definition, given, signal }), page))
    }),

  'views.forecast': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given, limit } = body
      const question = asked(homing, caller, { definition, given })
      return { ms: await forecastOfView(tx, question, limit) }
    }),

  'views.size': ({ body, caller, signal }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given } = body
      const size = await sizeOfView(tx, asked(homing, caller, { definition, given, signal }))
      return { ...size, asOf: size.asOf.toISOString() }
    }),

  'views.open': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition, parameters: given, ...figure } = body
      const view = await prepared(tx, asked(homing, caller, { definition, given }))
      return { definition: behind(view, figure) }
    }),

  'views.csv': fileOf('csv'),
  'views.xlsx': fileOf('xlsx'),
  'views.pdf': fileOf('pdf'),

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

  'views.runSaved': ({ params, body, caller, signal }, homing) =>
    within(homing, caller, async (tx) => {
      const { definition } = await viewById(tx, by(caller), params.viewId)
      const { parameters: given, ...page } = body
      return paged(await runView(tx, asked(homing, caller, { definition, given, signal }), page))
    }),

  'views.csvSaved': fileOfSaved('csv'),
  'views.xlsxSaved': fileOfSaved('xlsx'),
  'views.pdfSaved': fileOfSaved('pdf'),
}

/** A file of a definition that is not kept. */
function fileOf(format: FileFormat) {
  return async (
    { body, caller, signal }: Pick<Ask<'views.csv'>, 'body' | 'caller' | 'signal'>,
    homing: Homing,
  ) => {
    const { definition, parameters: given, name } = body
    return viewFile(homing, format, {
      ...asked(homing, caller, { definition, given, signal }),
      name,
    })
  }
}

type SavedFile = Pick<Ask<'views.csvSaved'>, 'params' | 'query' | 'caller' | 'signal'>

/** A file of a kept view, or of one that ships. */
function fileOfSaved(format: FileFormat) {
  return async ({ params, query, caller, signal }: SavedFile, homing: Homing) => {
    const given = valuesIn(query.parameters)
    const { definition, name } = await within(homing, caller, (tx) =>
      viewById(tx, by(caller), params.viewId),
    )
    return viewFile(homing, format, {
      ...asked(homing, caller, { definition, given, signal }),
      name,
    })
  }
}

function asked({ now }: Homing, { workspaceId, hidden }: Caller, question: Question): Asked {
  return { ...question, workspaceId, now: now(), hidden }
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
