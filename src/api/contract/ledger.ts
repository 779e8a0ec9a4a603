import { z } from 'zod'
import { EVENT_KINDS } from '../../connectors/index.ts'
import { route } from './route.ts'
import { time } from './shapes.ts'

const position = z.string().max(200)
/** Ids or words, separated by commas. */
const list = z.string().max(2_000)

const file = {
  permission: 'export',
  query: z.object({
    /** A position: only what came to be known from there on, however old it is. */
    after: position.optional(),
    /** A position: only what was known then; now, unless told. */
    upTo: position.optional(),
    /** When it happened: from this moment on. */
    since: time.optional(),
    /** When it happened: before this moment. */
    until: time.optional(),
    /** Ids of campaigns, separated by commas. */
    campaigns: list.regex(/^\d{1,9}(,\d{1,9})*$/).optional(),
    /** Kinds of events, separated by commas: sent, open … */
    kinds: list
      .refine(
        (text) =>
          text.split(',').every((kind) => (EVENT_KINDS as readonly string[]).includes(kind)),
        `Kinds are ${EVENT_KINDS.join(', ')}, separated by commas.`,
      )
      .optional(),
  }),
} as const

/** The ledger as files: docs/sql.md tells every column. */
export const ledger = {
  'ledger.position': route({
    method: 'GET',
    path: '/api/ledger/position',
    summary: 'How far the ledger is known: where an export ends, and the next goes on',
    permission: 'export',
    answer: z.object({ position }),
  }),
  'ledger.csv': route({
    method: 'GET',
    path: '/api/ledger/export.csv',
    summary: 'Events of the ledger, as CSV',
    ...file,
    answer: { stream: 'text/csv' },
  }),
  'ledger.parquet': route({
    method: 'GET',
    path: '/api/ledger/export.parquet',
    summary: 'Events of the ledger, as Parquet',
    ...file,
    answer: { stream: 'application/vnd.apache.parquet' },
  }),
} as const
