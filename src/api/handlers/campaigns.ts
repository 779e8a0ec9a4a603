import { isCampaign } from '../../campaigns/index.ts'
import { connectorById } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { actionsOfCampaign } from '../../interests/index.ts'
import {
  activityOf,
  campaignWindow,
  compareCampaigns,
  linksOfCampaign,
  listCampaigns,
  logOf,
  recipientsOf,
  sumCampaigns,
} from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { startRun } from '../../sync/index.ts'
import { concealed } from '../conceal.ts'
import { logRow, recipientRow } from '../contract/campaign-rows.ts'
import type { campaigns } from '../contract/campaigns.ts'
import { page } from '../contract/shapes.ts'
import type { Caller, Handlers } from '../handler.ts'
import { csvOfPages, seenColumns, type CsvColumn } from './csv-of-pages.ts'

/** What the maker of a connector is called. */
export const titleOf = (connector: string) => connectorById(connector)?.title ?? connector

export const campaignHandlers: Handlers<keyof typeof campaigns> = {
  'campaigns.list': ({ query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listCampaigns(tx, query, titleOf)),

  'campaigns.compare': ({ query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => compareCampaigns(tx, query, titleOf)),

  'campaigns.sum': ({ query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => sumCampaigns(tx, query)),

  'campaigns.show': ({ params, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) =>
      campaignWindow(tx, params.campaignId, titleOf),
    ),

  'campaigns.activity': (ask, homing) =>
    inCampaign(ask, homing, (tx, campaignId) =>
      activityOf(tx, campaignId, { ...ask.query, hidden: ask.caller.hidden }),
    ),

  'campaigns.links': (ask, homing) =>
    inCampaign(ask, homing, (tx, campaignId) =>
      linksOfCampaign(tx, campaignId, ask.query.audience),
    ),

  'campaigns.actions': (ask, homing) =>
    inCampaign(ask, homing, async (tx, campaignId) => {
      const found = await actionsOfCampaign(tx, ask.caller.workspaceId, campaignId)
      const items = found.items.map((rule) => ({
        ...rule,
        appliesFrom: rule.appliesFrom?.toISOString() ?? null,
        appliesUntil: rule.appliesUntil?.toISOString() ?? null,
      }))
      return { ...found, items }
    }),

  'campaigns.log': (ask, homing) =>
    inCampaign(ask, homing, (tx, campaignId) => logOf(tx, campaignId, ask.query)),

  'campaigns.logCsv': async (ask, homing) => {
    await inCampaign(ask, homing, async () => undefined)
    const { query, caller } = ask
    return csvOfPages(seenColumns(LOG_COLUMNS, caller), (page) =>
      inCampaign(ask, homing, async (tx, campaignId) => {
        const found = await logOf(tx, campaignId, { ...query, ...page })
        return concealed(pageOfLog, found, { hidden: caller.hidden, query })
      }),
    )
  },

  'campaigns.recipients': (ask, homing) =>
    inCampaign(ask, homing, (tx, campaignId) => recipientsOf(tx, campaignId, ask.query)),

  'campaigns.recipientsCsv': async (ask, homing) => {
    await inCampaign(ask, homing, async () => undefined)
    const { query, caller } = ask
    return csvOfPages(seenColumns(RECIPIENT_COLUMNS, caller), (page) =>
      inCampaign(ask, homing, async (tx, campaignId) => {
        const found = await recipientsOf(tx, campaignId, { ...query, ...page })
        return concealed(pageOfRecipients, found, { hidden: caller.hidden })
      }),
    )
  },

  'campaigns.sync': async ({ params, query, caller }, homing) => {
    const connectionId = await homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      const window = await campaignWindow(tx, params.campaignId, titleOf)
      if (window.connection === null) throw notFound('connection of campaign', params.campaignId)
      return window.connection.id
    })
    return startRun(homing, {
      workspaceId: caller.workspaceId,
      connectionId,
      campaignId: params.campaignId,
      ...(query.kinds === undefined ? {} : { kinds: query.kinds }),
      from: caller.kind === 'user' ? 'user' : 'api',
      by: caller.name,
    })
  },
}

/** Work on one campaign of the caller's workspace. Refuses an id that is not there. */
export function inCampaign<T>(
  ask: { params: { campaignId: number }; caller: Caller },
  { database }: Homing,
  work: (tx: Tx, campaignId: number) => Promise<T>,
): Promise<T> {
  const { campaignId } = ask.params
  return database.inWorkspace(ask.caller.workspaceId, async (tx) => {
    if (!(await isCampaign(tx, campaignId))) throw notFound('campaign', campaignId)
    return work(tx, campaignId)
  })
}

type LogRow = Awaited<ReturnType<typeof logOf>>['items'][number]
type RecipientRow = Awaited<ReturnType<typeof recipientsOf>>['items'][number]

const pageOfLog = page(logRow)
const pageOfRecipients = page(recipientRow)

const LOG_COLUMNS: CsvColumn<LogRow>[] = [
  ['contact', (row) => row.person?.name],
  ['address', (row) => row.address, 'address'],
  ['organization', (row) => row.organization],
  ['owner', (row) => row.owner],
  ['first', (row) => row.firstAt],
  ['last', (row) => row.lastAt],
  ['count', (row) => row.count],
  ['detail', (row) => row.detail],
  ['verdict', (row) => row.verdict],
  ['source', (row) => row.source],
  ['contact_id', (row) => row.contactId, 'contactId'],
  ['opted_out', (row) => row.isOptedOut],
  ['address_valid', (row) => row.isValid],
]

const RECIPIENT_COLUMNS: CsvColumn<RecipientRow>[] = [
  ['contact', (row) => row.person?.name],
  ['address', (row) => row.address, 'address'],
  ['organization', (row) => row.organization],
  ['owner', (row) => row.owner],
  ['sent', (row) => row.sentAt],
  ['total_opens', (row) => row.totalOpens, 'opens', 'machines'],
  ['total_clicks', (row) => row.totalClicks, 'clicks', 'machines'],
  ['total_forwards', (row) => row.totalForwards, 'forwards'],
  ['total_unsubscribes', (row) => row.totalUnsubscribes, 'optOuts'],
  ['first_open', (row) => row.firstOpenAt, 'opens', 'machines'],
  ['last_open', (row) => row.lastOpenAt, 'opens', 'machines'],
  ['first_click', (row) => row.firstClickAt, 'clicks', 'machines'],
  ['last_click', (row) => row.lastClickAt, 'clicks', 'machines'],
  ['bounced', (row) => row.bounced, 'bounceReason'],
]
