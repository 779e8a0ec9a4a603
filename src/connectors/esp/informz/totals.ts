import {
  type RemoteTotals,
  type TotalDefinitions,
  type TotalsPart,
  type Vendor,
} from '../../sdk/index.ts'
import { askGrids, type Grid, gridsIn } from './client.ts'
import { type Instance, instancesOf } from './mailings.ts'

/** Each instance is a request of its own; so many mailings between two looks at the clock. */
const BATCH_MAX = 20
/** A mailing published more often has no totals: they would take too many requests. */
const INSTANCES_MAX = 200

/** The rows of these grids are counted by the vendor. */
const COUNTED = {
  sent: ['mailing_activity_subscriber_actions', 'mailing_activity_subscriber_archive'],
  opens: ['mailing_activity_opens'],
  clicks: ['mailing_activity_clicks'],
  optOuts: ['mailing_activity_optout'],
} as const

type Figure = keyof typeof COUNTED

const definitions: TotalDefinitions = {
  sent: every('sent'),
  opens: every('opens'),
  clicks: every('clicks'),
  optOuts: every('optOuts'),
}

function every(figure: Figure) {
  const source = `Article 360033049251: Count, of ${COUNTED[figure].join(' and ')}`
  const open = 'Whether a grid has rows of machines is not said.'
  return { counts: 'events', resends: 'each', machines: 'included', source, open } as const
}

/**
 * What the vendor says its grids have (Count), over all instances of a mailing. Its own summary
 * (mailing_activity) is not asked: its fields are not documented (README.md, "Totals").
 */
export const totals: TotalsPart = {
  batchMax: BATCH_MAX,
  definitions,
  async read(vendor: Vendor, ids: string[]): Promise<RemoteTotals[]> {
    if (ids.length > BATCH_MAX) throw new Error(`More than ${BATCH_MAX} mailings at once.`)
    const told: RemoteTotals[] = []
    for (const id of ids) {
      const instances = await instancesOf(vendor, id)
      if (instances.length === 0 || instances.length > INSTANCES_MAX) continue
      const counted: Figures[] = []
      for (const instance of instances) counted.push(await figuresOf(vendor, instance))
      told.push({ campaignId: id, ...sumOf(counted), countedAt: vendor.now() })
    }
    return told
  },
}

type Figures = Partial<Record<Figure, number>>

async function figuresOf(vendor: Vendor, { id }: Instance): Promise<Figures> {
  const where = [['mailing_instance_id', 'EQ', id]] as const
  const types = Object.values(COUNTED).flat()
  const body = await askGrids(
    vendor,
    types.map((type) => ({ type, where, fields: ['Count'] })),
  )
  return figuresIn(gridsIn(body))
}

/** A figure one of whose grids tells no count is left out: it is then not told. Pure. */
function figuresIn(grids: readonly Grid[]): Figures {
  const counts = new Map(grids.map(({ type, count }) => [type, count]))
  return Object.fromEntries(
    Object.entries(COUNTED).flatMap(([figure, types]) => {
      const told = types.map((type) => counts.get(type) ?? null)
      return told.includes(null) ? [] : [[figure, told.reduce<number>((sum, n) => sum + n!, 0)]]
    }),
  )
}

/** A figure that one instance does not tell is not told of the mailing. Pure. */
function sumOf(counted: readonly Figures[]): Figures {
  const figures = Object.keys(COUNTED) as Figure[]
  return Object.fromEntries(
    figures.flatMap((figure) => {
      const each = counted.map((one) => one[figure])
      return each.includes(undefined) ? [] : [[figure, each.reduce<number>((s, n) => s + n!, 0)]]
    }),
  )
}
