import { viewDefinition, type Node, type WrittenView } from './definitions/index.ts'
import type { WholeView } from './saved.ts'

const yes = (column: string): Node => ({ column, is: 'is', values: [true] })
const newest: Node = { column: 'campaign', is: 'latest', values: [1] }
const lastYear: Node = {
  column: 'campaign_sent_at',
  is: 'in',
  values: [{ is: 'last', count: 1, unit: 'year' }],
}
const sum = (column: string) => ({ is: 'sum' as const, column })
const count = (column: string) => ({ is: 'count' as const, where: yes(column) })

interface Preset {
  id: string
  name: string
  description: string
  definition: WrittenView
}

const PRESETS: Preset[] = [
  {
    id: 'who-opted-out',
    name: 'Who opted out of the most recent campaign',
    description: 'With the reason each gave, and the owner: the Primary.',
    definition: {
      version: 1,
      subject: 'recipients',
      columns: ['person', 'address', 'opt_out_reason', 'owner', 'company', 'first_opt_out_at'],
      where: { all: [newest, yes('opted_out')] },
      sort: [{ by: 'first_opt_out_at', direction: 'desc' }],
    },
  },
  {
    id: 'opt-outs-by-owner',
    name: 'Opt-outs of the most recent campaign by owner',
    description: 'How many people of each owner opted out, of how many it reached.',
    definition: {
      version: 1,
      subject: 'recipients',
      where: newest,
      group: {
        by: [{ column: 'owner' }],
        measures: [
          { key: 'opt_outs', title: 'Opted out', ...count('opted_out') },
          {
            ...{ key: 'rate', title: 'Opt-out rate', is: 'rate' },
            part: { is: 'count', where: { all: [yes('opted_out'), yes('was_delivered')] } },
            whole: count('was_delivered'),
          },
        ],
      },
      sort: [{ by: 'opt_outs', direction: 'desc' }],
    },
  },
  {
    id: 'campaigns-of-a-year',
    name: 'Campaigns of the last year, month by month',
    description: 'What went out, and the rates of all mailings of a month together.',
    definition: {
      version: 1,
      subject: 'campaigns',
      where: lastYear,
      group: {
        by: [{ column: 'campaign_sent_at', unit: 'month' }],
        measures: [
          { key: 'campaigns', title: 'Campaigns', is: 'count' },
          { key: 'sent', title: 'Sent', ...sum('sent') },
          {
            ...{ key: 'open_rate', title: 'Open rate', is: 'rate' },
            ...{ part: sum('opened'), whole: sum('delivered') },
          },
          {
            ...{ key: 'click_rate', title: 'Click rate', is: 'rate' },
            ...{ part: sum('clicked'), whole: sum('delivered') },
          },
          {
            ...{ key: 'opt_out_rate', title: 'Opt-out rate', is: 'rate' },
            ...{ part: sum('opted_out'), whole: sum('delivered') },
          },
        ],
      },
      sort: [{ by: 'campaign_sent_at', direction: 'desc' }],
    },
  },
  {
    id: 'never-opened',
    name: 'Sent something in the last half year, opened nothing',
    description: 'People whose addresses got mail and who opened none of it.',
    definition: {
      version: 1,
      subject: 'people',
      columns: ['person', 'owner', 'company', 'address', 'sent', 'last_sent_at'],
      where: {
        all: [
          {
            column: 'last_sent_at',
            is: 'in',
            values: [{ is: 'last', count: 6, unit: 'month' }],
          },
          { column: 'opened', is: 'is', values: [0] },
        ],
      },
      sort: [{ by: 'sent', direction: 'desc' }],
    },
  },
  {
    id: 'links-of-a-campaign',
    name: 'Links of the most recent campaigns by clicks',
    description: 'How many people clicked each, and how often.',
    definition: {
      version: 1,
      subject: 'links',
      where: {
        all: [{ parameter: 'campaigns', column: 'campaign', is: 'latest' }, yes('clicked')],
      },
      group: {
        by: [{ column: 'link' }],
        measures: [
          // Addresses, as the campaign's own links count them: an erased one stays counted.
          { key: 'people', title: 'People', is: 'count' },
          { key: 'clicks', title: 'Clicks', ...sum('clicks') },
        ],
      },
      sort: [{ by: 'people', direction: 'desc' }],
      parameters: [{ key: 'campaigns', title: 'How many campaigns', values: [1] }],
    },
  },
  {
    id: 'opt-out-reasons',
    name: 'Why people opted out in the last year',
    description: 'The reasons that were given, and how often.',
    definition: {
      version: 1,
      subject: 'consent_facts',
      where: {
        all: [
          { column: 'what', is: 'is', values: ['opted_out'] },
          { column: 'at', is: 'in', values: [{ is: 'last', count: 1, unit: 'year' }] },
        ],
      },
      group: {
        by: [{ column: 'reason' }],
        measures: [
          { key: 'facts', title: 'Opt-outs', is: 'count' },
          { key: 'people', title: 'People', is: 'distinct', column: 'person' },
        ],
      },
      sort: [{ by: 'facts', direction: 'desc' }],
    },
  },
]

/** The views that ship with Homing. */
export const presets: readonly WholeView[] = PRESETS.map(({ definition, ...words }) => ({
  ...words,
  subject: definition.subject,
  ...{ isPreset: true, isYours: false, owner: '', seenBy: 'everybody', roles: [] },
  ...{ version: 1, createdAt: null, updatedAt: null, archivedAt: null },
  definition: viewDefinition.parse(definition),
}))

/** The one that is called so. */
export function preset(id: string): WholeView | undefined {
  return presets.find((one) => one.id === id)
}
