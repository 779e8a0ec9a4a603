import type { z } from 'zod'
import type { Call } from '../contract/client.ts'
import { contract } from '../contract/index.ts'
import type { Asked } from './ask.ts'
import { lookUp } from './look-up.ts'

type ViewPage = z.infer<(typeof contract)['views.runSaved']['answer']>
type Presets = z.infer<(typeof contract)['views.presets']['answer']>

/** Questions of the firm's own: those that ship, those that were saved, and new ones. */
export const viewTools = [
  lookUp('views.presets', {
    name: 'list_ready_views',
    title: 'Questions that ship with Homing',
    description:
      'Ready questions, such as who opted out of the most recent campaign, why, and whose client '
      + 'each is. Run one by its id with run_view.',
    reword: withoutDefinitions,
  }),
  lookUp('views.list', {
    name: 'list_views',
    title: 'Saved views',
    description: 'Views that were saved and that the key may see, by name.',
  }),
  lookUp('views.show', {
    name: 'show_view',
    title: 'One view',
    description: 'One view with its definition, which ask_view takes as it is or changed.',
  }),
  lookUp('views.runSaved', {
    name: 'run_view',
    title: 'Run a view',
    description: 'What a view finds now. Rows by the ids of their columns; a rate tells its parts.',
    count: countSaved,
    reword: byColumn,
  }),
  lookUp('views.catalogue', {
    name: 'list_view_columns',
    title: 'What views may be about',
    description: 'Every subject of a view, its columns, and how each is compared.',
  }),
  lookUp('views.run', {
    name: 'ask_view',
    title: 'Ask a new question',
    description:
      'What a definition finds now, without saving it: rows of a subject, or groups with counts, '
      + 'sums and rates. list_view_columns has the columns, show_view has examples.',
    count: countUnsaved,
    reword: byColumn,
  }),
]

function withoutDefinitions(answer: unknown): unknown {
  const { items } = answer as Presets
  return { items: items.map(({ definition: _, ...words }) => words) }
}

/** A row says what each of its cells is; a screen has headings for that. */
function byColumn(answer: unknown): unknown {
  const { rows, columns, ...others } = answer as ViewPage
  const items = rows.map((cells) =>
    Object.fromEntries(columns.map(({ id }, at) => [id, cells[at] ?? null])),
  )
  return { ...others, columns: columns.map(({ id, title, type }) => ({ id, title, type })), items }
}

async function countSaved({ viewId, parameters }: Asked, call: Call): Promise<number> {
  const { definition } = await call('views.show', { params: { viewId: String(viewId) } })
  return countUnsaved({ definition, parameters }, call)
}

async function countUnsaved({ definition, parameters }: Asked, call: Call): Promise<number> {
  const body = contract['views.size'].body.parse({ definition, parameters })
  return (await call('views.size', { body })).count
}
