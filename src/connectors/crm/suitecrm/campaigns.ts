import {
  asObject,
  CAMPAIGNS_FOUND_MAX,
  Failure,
  type FoundCampaign,
  type JsonObject,
  type ToldCampaign,
  type Vendor,
} from '../../sdk/index.ts'
import { cutText } from '../sugar-model/index.ts'
import { isDeleted, recordsById, saveAll } from './by-id.ts'
import { columnOf, type Listing, pageById, recordsIn } from './entry-list.ts'
import { containing, isId, momentOf, textIn } from './values.ts'

export const CAMPAIGNS = 'Campaigns'

/** Columns of the table; what is longer than one would be cut without a word. */
const NAME_MAX = 50

/** Both must be said. Whoever opens the campaign may say otherwise later. */
const ITS_KIND = { campaign_type: 'Email', status: 'Complete' }

const campaigns: Listing = {
  module: CAMPAIGNS,
  fields: ['id', 'name', 'start_date', 'content', 'deleted'],
  withDeleted: true,
}

/**
 * The mark is the record's id: it is found by it even where the answer was lost, and there cannot
 * be two. One that somebody deleted at SuiteCRM is not brought back. Of one that is there only what
 * Homing tells is put right; what people entered besides, a status or a budget, stays.
 */
export async function openCampaign(
  vendor: Vendor,
  campaign: ToldCampaign,
): Promise<{ id: string }> {
  const id = campaign.id ?? campaign.mark
  const record = (await recordsById(vendor, campaigns, [id])).get(id)
  if (record && isDeleted(record)) throw deleted()
  if (campaign.isLinked) {
    if (!record) throw deleted()
    return { id }
  }
  const told = toldOf(campaign)
  if (record && sameIn(record, told)) return { id }
  const isNew = record === undefined
  const values = isNew ? { ...told, ...ITS_KIND } : told
  const saved = await saveAll(vendor, CAMPAIGNS, [{ id, isNew, values }])
  if (saved.has(id)) return { id }
  throw new Failure('forbidden', 'SuiteCRM does not let the user make or change campaigns.', {
    whoMustAct: 'you',
    remedy: 'Use an administrator of SuiteCRM, or give the user’s role access to Campaigns.',
  })
}

/** Those that are there, by their ids; whether capitals matter is its database's, mostly not. */
export async function findCampaigns(
  vendor: Vendor,
  ask: { id: string } | { words: string },
): Promise<FoundCampaign[]> {
  const listing = { module: CAMPAIGNS, fields: ['id', 'name', 'start_date', 'status'] }
  if ('id' in ask) return [...(await recordsById(vendor, listing, [ask.id])).values()].map(foundIn)
  const where = `${columnOf(listing, 'name')} like ${containing(ask.words)}`
  const named = ask.words === '' ? {} : { where }
  const rows = CAMPAIGNS_FOUND_MAX + 1
  const { body } = await pageById(vendor, { ...listing, ...named, rows }, null)
  const records = recordsIn(body).map((told) => asObject(told) ?? {})
  return records.filter((one) => isId(one['id'])).map(foundIn)
}

function foundIn(record: JsonObject): FoundCampaign {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(textIn(record['start_date'])) ?? []
  const name = textIn(record['name'])
  return { id: String(record['id']), name, day: day ?? null, status: textIn(record['status']) }
}

/** A campaign must have an end: that of a mailing is the day it was sent on. */
function toldOf({ name, subject, mark, sentAt }: ToldCampaign) {
  const day = momentOf(sentAt).slice(0, 10)
  return {
    name: cutText(name === '' ? subject : name, NAME_MAX),
    start_date: day,
    end_date: day,
    // The only text of a campaign that its own screen shows: its description is no column.
    content: `Subject: ${cutText(subject, 1_000)}\nTold by Homing (${mark}).`,
  }
}

function sameIn(record: JsonObject, values: ReturnType<typeof toldOf>): boolean {
  const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim()
  return (['name', 'start_date', 'content'] as const).every(
    (field) => squeezed(textIn(record[field])) === squeezed(values[field]),
  )
}

function deleted(): Failure {
  return new Failure('refused', 'The campaign was deleted at SuiteCRM.', {
    whoMustAct: 'you',
    remedy: 'Nothing more is told of it. Switch off that it is told, or restore it there.',
  })
}
