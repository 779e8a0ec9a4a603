import { BY_DESIGN, notMeant, type Sources } from '../sdk/index.ts'

const NOBODY = notMeant('Nobody is asked or told anything: rows are brought, or posted.', BY_DESIGN)

/** Presets of vendors are community layouts; each says so where it is chosen. */
export const sources: Sources = {
  main: { title: 'The firm’s own mapping; the layouts shipped are community layouts' },
  absent: {
    oauth2: NOBODY,
    feedback: NOBODY,
    totals: NOBODY,
    opt_outs: NOBODY,
    lists: NOBODY,
    categories: NOBODY,
    contacts: NOBODY,
    consent: NOBODY,
    audience: NOBODY,
    fields: NOBODY,
    mailings: NOBODY,
  },
}
