import {
  type RemoteTotals,
  textOf,
  type TotalDefinitions,
  type TotalsPart,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { ask, numericId } from './client.ts'

/** Each message is a request of its own; so many are asked for between two looks at the clock. */
const BATCH_MAX = 20

/** The figures of a message (WSDL: TrackingData), of its mails and of its faxes together. */
const FIGURES = {
  sent: ['EmailSent', 'FaxSent'],
  delivered: ['EmailDelivered', 'FaxDelivered'],
  uniqueOpens: ['EmailOpened'],
  clicks: ['EmailLinksClicked'],
  forwards: ['FTF'],
  bounces: ['EmailBounced', 'FaxFailed'],
  optOuts: ['Unsubscribed'],
} as const

function sourceOf(figure: keyof typeof FIGURES): string {
  return `WSDL, TrackingData: ${FIGURES[figure].join(' and ')}`
}

const UNSAID = 'What the figure counts is not said beyond its name; machines are not mentioned.'

function every(figure: keyof typeof FIGURES) {
  const source = sourceOf(figure)
  return { counts: 'events', resends: 'each', machines: 'included', source, open: UNSAID } as const
}

/** Single forwards are not told, so there is nothing their total could be compared with. */
const definitions: TotalDefinitions = {
  sent: every('sent'),
  delivered: every('delivered'),
  uniqueOpens: {
    counts: 'people',
    resends: 'once',
    by: 'contact',
    machines: 'included',
    source: sourceOf('uniqueOpens'),
    open: UNSAID,
  },
  clicks: every('clicks'),
  bounces: every('bounces'),
  optOuts: every('optOuts'),
}

export const totals: TotalsPart = {
  batchMax: BATCH_MAX,
  definitions,
  async read(vendor: Vendor, ids: string[]): Promise<RemoteTotals[]> {
    if (ids.length > BATCH_MAX) throw new Error(`More than ${BATCH_MAX} messages at once.`)
    const told: RemoteTotals[] = []
    for (const id of ids) {
      const message_id = numericId(id)
      const result = await ask(vendor, 'getOverallTracking', (user_id) => ({
        ...{ user_id, message_id, group_id: 0 },
      }))
      told.push({ campaignId: id, ...figuresIn(result), countedAt: null })
    }
    return told
  },
}

/** A figure that is none is left out: it is then not told. Pure. */
function figuresIn(result: XmlElement): Partial<Record<keyof typeof FIGURES, number>> {
  return Object.fromEntries(
    Object.entries(FIGURES).flatMap(([figure, names]) => {
      const counts = names.map((name) => textOf(result, name))
      const isTold = counts.every((text) => /^\d{1,12}$/.test(text))
      return isTold ? [[figure, counts.reduce((sum, text) => sum + Number(text), 0)]] : []
    }),
  )
}
