import { openVendor } from '../../connections/index.ts'
import type { ActivityOutcome, FiguresPart, Vendor } from '../../connectors/index.ts'
import { waitAfter, WRITE_BACK_WAITS_MS } from '../../outbox/index.ts'
import { isDue } from './due.ts'
import { areFiguresDue, type DueFigures, takeFigures, walkFigures } from './figures.ts'
import {
  figuresShown,
  haveFiguresShown,
  settleFigures,
  type SettledFigures,
  stopFigures,
  tellUntoldFigures,
} from './settle-figures.ts'
import { within, type Telling } from './telling.ts'

/** Parts of a walk a job asks for, and batches it tells, before others have a turn. */
const WALKS_MAX = 50
const BATCHES_MAX = 5

/**
 * Tells a CRM the figures of people that are others than those it was told: behind everything
 * else, and only as long as nothing else is due. Throws Failure where the CRM cannot be told at
 * all, LaneLeft where the rest is another worker's.
 */
export async function tellFigures(at: Telling): Promise<void> {
  const { figures: part } = at.part
  if (part === undefined) return
  const place = at.lane.at
  for (let count = 0; count < WALKS_MAX; count++) {
    if (!(await within(at, (tx) => walkFigures(tx, place)))) break
  }
  if (!(await within(at, (tx) => areFiguresDue(tx, place, at.homing.now())))) return
  const { vendor } = await openVendor(at.homing, place.workspaceId, place.connectionId, {
    signal: at.signal,
    purpose: 'background',
  })
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    at.signal.throwIfAborted()
    if (await within(at, (tx) => isDue(tx, place, at.homing.now()))) break
    if (!(await tellBatch(at, part, vendor))) break
  }
  await within(at, (tx) => tellUntoldFigures(tx, place, at))
}

/** Answers whether there was anything to tell. */
async function tellBatch(at: Telling, part: FiguresPart, vendor: Vendor): Promise<boolean> {
  const place = at.lane.at
  const { due, isFirst } = await within(at, async (tx) => {
    // In fields that nothing was ever seen in, one person is enough to find out.
    const isFirst = !(await haveFiguresShown(tx, place))
    const max = isFirst ? 1 : part.recordsMax
    return { due: await takeFigures(tx, place, { max, now: at.homing.now() }), isFirst }
  })
  if (due.length === 0) return false
  const news = due.filter(({ values }) => values.length > 0)
  const outcomes = news.length === 0 ? [] : await part.tell(vendor, news)
  const taken = news.filter((_, place) => outcomes[place]!.status === 'taken')
  const answers = taken.length === 0 ? [] : await part.shows(vendor, taken)
  const isShown = new Set(taken.filter((_, place) => answers[place]))
  const settled = due.map((record) => {
    const outcome = outcomes[news.indexOf(record)]
    return settledOf(at, record, { outcome, isShown: isShown.has(record) })
  })
  await within(at, async (tx) => {
    await settleFigures(tx, place, settled, at.homing.now())
    if (isShown.size > 0) await figuresShown(tx, place)
    else if (isFirst && taken.length > 0) await stopFigures(tx, place, faultOf(at, taken[0]!))
  })
  return true
}

function settledOf(
  at: Telling,
  record: DueFigures,
  { outcome, isShown }: { outcome: ActivityOutcome | undefined; isShown: boolean },
): SettledFigures {
  if (outcome === undefined) return { record, is: 'told', isNews: false }
  if (outcome.status === 'gone') return { record, is: 'gone' }
  if (outcome.status === 'refused') {
    return { record, is: 'put off', waitMs: null, outcome: outcome.sentence }
  }
  if (isShown) return { record, is: 'told', isNews: true }
  const waits = { waits: WRITE_BACK_WAITS_MS, tries: record.tries + 1, askedMs: null }
  const waitMs = waitAfter({ ...waits, random: at.homing.random() })
  const words = `${at.title} took it and does not show it.`
  return { record, is: 'put off', waitMs, outcome: words }
}

function faultOf({ title }: Telling, { module, values }: DueFigures): string {
  const fields = values.map(({ field }) => field).join(', ')
  return (
    `${title} took the figures of the first person and does not show them in ${fields} of a `
    + `${module}: no more are told in these fields.`
  )
}
