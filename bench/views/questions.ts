import type { Node, WrittenView } from '../../src/reports/definitions/index.ts'
import { presets } from '../../src/reports/index.ts'

const yes = (column: string): Node => ({ column, is: 'is', values: [true] })
const rows = { is: 'count' as const, key: 'rows' }

/** What firms ask: the views that ship, and wider ones. */
export function questions(): Record<string, WrittenView> {
  const of = (subject: WrittenView['subject']) => ({ version: 1 as const, subject })
  return {
    ...Object.fromEntries(presets.map(({ id, definition }) => [id, definition])),
    'recipients of a campaign by owner': {
      ...of('recipients'),
      where: { column: 'campaign', is: 'latest', values: [1] },
      group: { by: [{ column: 'owner' }], measures: [rows] },
    },
    'every recipient who clicked, newest first': {
      ...of('recipients'),
      columns: ['person', 'company', 'owner', 'first_click_at'],
      where: yes('clicked'),
      sort: [{ by: 'first_click_at', direction: 'desc' }],
    },
    'every recipient by campaign': {
      ...of('recipients'),
      group: {
        by: [{ column: 'campaign' }],
        measures: [
          rows,
          {
            ...{ is: 'rate', key: 'opened' },
            part: { is: 'count', where: yes('opened') },
            whole: { is: 'count', where: yes('was_delivered') },
          },
        ],
      },
    },
    'every recipient by owner': {
      ...of('recipients'),
      group: { by: [{ column: 'owner' }], measures: [rows] },
    },
    'people by company': {
      ...of('people'),
      group: { by: [{ column: 'company' }], measures: [rows] },
      sort: [{ by: 'rows', direction: 'desc' }],
    },
    'people of Bath by name': {
      ...of('people'),
      columns: ['person', 'owner', 'company', 'address'],
      where: { column: 'city', is: 'is', values: ['Bath'] },
      sort: [{ by: 'person' }],
    },
    'newest events': {
      ...of('events'),
      columns: ['at', 'kind', 'campaign', 'person', 'link'],
      sort: [{ by: 'at', direction: 'desc' }],
    },
    'every event by month and kind': {
      ...of('events'),
      group: { by: [{ column: 'at', unit: 'month' }, { column: 'kind' }], measures: [rows] },
    },
    'every event, different people by month': {
      ...of('events'),
      group: {
        by: [{ column: 'at', unit: 'month' }],
        measures: [{ is: 'distinct', column: 'person', key: 'people' }],
      },
    },
  }
}
