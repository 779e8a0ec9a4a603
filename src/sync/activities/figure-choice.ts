/** Which fields of a CRM hold the figures of people: looked at before, chosen by a person. */
import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import {
  connectorOf,
  findConnection,
  openVendor,
  type By,
  type Place,
} from '../../connections/index.ts'
import {
  type Figure,
  type FigureField,
  type FigureFields,
  FIGURES,
  type FiguresPart,
  isMoment,
  type Vendor,
} from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { iso } from './show.ts'

/** A person waits for the answer. */
const READ_MS_MAX = 60_000

/** What a CRM is told of figures, as screens, API and CLI show it. */
export interface FiguresTold {
  /** False: it has no fields for them, and nothing of this is there. */
  canBeTold: boolean
  rule: string
  modules: { id: string; title: string }[]
  fields: FigureFields
  told: number
  waiting: number
  failed: number
  lastToldAt: string | null
  /** Why no more are told until somebody chooses again; empty: they are. */
  fault: string
}

interface Asked {
  by: By
  connectionId: number
}

/** Throws Refused 404. */
export async function showFigures(tx: Tx, homing: Homing, at: Place): Promise<FiguresTold> {
  const { connector } = await findConnection(tx, at.connectionId)
  const part = connectorOf(homing, connector).activities?.figures
  const { rows } = await sql<Omit<FiguresTold, 'canBeTold' | 'rule' | 'modules'>>`
    select l.figure_fields as fields, l.figures_fault as fault, f.*
    from activity_lane l
    cross join lateral (
      select count(*) filter (where told <> '{}')::integer as told,
        count(*) filter (where status = 'waiting')::integer as waiting,
        count(*) filter (where status = 'failed')::integer as failed,
        (select ${iso('x.last')} from (select max(told_at) as last) x) as "lastToldAt"
      from told_figures
      where workspace_id = l.workspace_id and connection_id = l.connection_id
    ) f
    where l.workspace_id = ${at.workspaceId}
      and l.connection_id = ${at.connectionId}`.execute(tx)
  const standing = rows[0] ?? NOTHING
  const { rule = '', modules = [] } = part ?? {}
  return { canBeTold: part !== undefined, rule, modules: [...modules], ...standing }
}

const NOTHING = { fields: {}, told: 0, waiting: 0, failed: 0, lastToldAt: null, fault: '' }

/** The fields there are to choose from, as the CRM has them now. Throws Refused, Failure. */
export async function figureFieldsThere(
  homing: Homing,
  asked: Asked,
): Promise<{ items: FigureField[] }> {
  const { part, vendor } = await open(homing, asked)
  return { items: await part.fields(vendor) }
}

async function open(
  homing: Homing,
  { by, connectionId }: Asked,
): Promise<{ part: FiguresPart; vendor: Vendor }> {
  const { connector, vendor } = await openVendor(homing, by.workspaceId, connectionId, {
    signal: AbortSignal.timeout(READ_MS_MAX),
    purpose: 'person',
  })
  const { activities, title } = connector
  if (activities?.figures !== undefined) return { part: activities.figures, vendor }
  throw new Refused(409, `${title} keeps no figures of people.`, {
    remedy: 'The page of the connection says what it can be told.',
  })
}

/**
 * Chooses in which fields figures are told; none at all: they are told no more, and what stands
 * there stays. All people of whom anything is known are told anew. Throws Refused (422) where a
 * field is not there, is chosen twice, or holds something else; Failure where nobody can look.
 */
export async function chooseFigures(
  homing: Homing,
  asked: Asked,
  fields: FigureFields,
): Promise<FiguresTold> {
  const chosen = withoutBlank(fields)
  const { part, vendor } = await open(homing, asked)
  if (Object.keys(chosen).length > 0) {
    const there = await part.fields(vendor)
    const [fault, ...also] = faultsOf(chosen, { modules: part.modules, there })
    if (fault) throw new Refused(422, fault.reason, { field: fault.field, also })
  }
  const { workspaceId } = asked.by
  const at = { workspaceId, connectionId: asked.connectionId }
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await keep(tx, at, chosen)
    const { name } = await findConnection(tx, at.connectionId)
    const words = Object.keys(chosen).length === 0 ? 'none' : inWords(chosen)
    await audit(tx, {
      ...{ actor: asked.by, action: 'change_activities', at: homing.now() },
      ...{ subject: 'connection', subjectId: at.connectionId },
      sentence: `Chose the fields of “${name}” for the figures of people: ${words}.`,
    })
    await homing.jobs.enqueue(tx, 'activities', at, `${workspaceId}:${at.connectionId}`)
    return showFigures(tx, homing, at)
  })
}

function withoutBlank(fields: FigureFields): Record<string, Partial<Record<Figure, string>>> {
  const modules = Object.entries(fields).map(([module, of]) => {
    const filled = FIGURES.flatMap((figure) => (of?.[figure] ? [[figure, of[figure]]] : []))
    return [module, Object.fromEntries(filled)] as const
  })
  return Object.fromEntries(modules.filter(([, of]) => Object.keys(of).length > 0))
}

/** What speaks against a choice of fields, each at its place (`contact.opens`). Pure. */
export function faultsOf(
  fields: FigureFields,
  { modules, there }: { modules: FiguresPart['modules']; there: readonly FigureField[] },
): { field: string; reason: string }[] {
  return Object.entries(fields).flatMap(([module, of = {}]) => {
    const title = modules.find(({ id }) => id === module)?.title
    if (title === undefined) return [{ field: module, reason: 'There are no such records.' }]
    const seen = new Set<string>()
    return FIGURES.flatMap((figure) => {
      const name = of[figure]
      if (name === undefined) return []
      const isTwice = seen.has(name)
      seen.add(name)
      const field = there.find((one) => one.module === module && one.name === name)
      const reason = isTwice
        ? `${name} is chosen twice.`
        : field === undefined
          ? `${title} have no field ${name} of their own.`
          : unfit(figure, field)
      return reason === null ? [] : [{ field: `${module}.${figure}`, reason }]
    })
  })
}

/** Why a field is not for a figure: something of somebody else's would be written over. */
function unfit(figure: Figure, { name, holds }: FigureField): string | null {
  const fits = isMoment(figure) ? 'moments' : 'numbers'
  if (holds === 'blank' || holds === fits) return null
  return UNFIT[holds](name)
}

const UNFIT: Record<Exclude<FigureField['holds'], 'blank'>, (name: string) => string> = {
  numbers: (name) => `${name} holds numbers already: what stands there would be written over.`,
  moments: (name) => `${name} holds dates already: what stands there would be written over.`,
  words: (name) => `${name} holds texts already: what stands there would be written over.`,
}

async function keep(tx: Tx, at: Place, fields: FigureFields): Promise<void> {
  const modules = Object.keys(fields)
  await sql`
    update activity_lane set figure_fields = ${JSON.stringify(fields)}::jsonb,
      figures_after = ${modules.length === 0 ? null : []}::text[], figures_shown = false,
      figures_fault = ''
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}`.execute(tx)
  await sql`
    delete from told_figures
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and module <> all (${modules}::text[])`.execute(tx)
}

function inWords(fields: FigureFields): string {
  return Object.entries(fields)
    .map(([module, of = {}]) => `${module} ${Object.values(of).join(', ')}`)
    .join('; ')
}
