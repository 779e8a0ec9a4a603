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
import { ask } from './client.ts'
import { type Listing, pageById, recordsById, recordsIn } from './records.ts'
import { isId, isYes, momentOf, textIn } from './values.ts'

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
 * be two. One that somebody deleted at SugarCRM is not brought back. Of one that is there only what
 * Homing tells is put right; what people entered besides, a status or a budget, stays.
 */
export async function openCampaign(
  vendor: Vendor,
  campaign: ToldCampaign,
): Promise<{ id: string }> {
  const id = campaign.id ?? campaign.mark
  const record = (await recordsById(vendor, campaigns, [id])).get(id)
  if (record && isYes(record['deleted'])) throw deleted()
  if (campaign.isLinked) {
    if (!record) throw deleted()
    return { id }
  }
  const told = toldOf(campaign)
  if (record && sameIn(record, told)) return { id }
  if (record) {
    await ask(vendor, { method: 'PUT', path: `${CAMPAIGNS}/${id}`, json: told })
    return { id }
  }
  const json = { id, ...told, ...ITS_KIND }
  const made = await ask(vendor, { method: 'POST', path: CAMPAIGNS, json, isSafe: false })
  if (made['id'] === id) return { id }
  throw new Failure('refused', 'SugarCRM gave the campaign an id of its own.', {
    whoMustAct: 'homing',
    remedy: 'Nothing can be told of it: it would not be found again.',
  })
}

/** Those that are there, by their ids. */
export async function findCampaigns(
  vendor: Vendor,
  asked: { id: string } | { words: string },
): Promise<FoundCampaign[]> {
  const listing = { module: CAMPAIGNS, fields: ['id', 'name', 'start_date', 'status'] }
  if ('id' in asked) {
    return [...(await recordsById(vendor, listing, [asked.id])).values()].map(foundIn)
  }
  const { words } = asked
  const where = words === '' ? [] : [{ name: { $contains: words } }]
  const rows = CAMPAIGNS_FOUND_MAX + 1
  const { body } = await pageById(vendor, { ...listing, where, rows }, null)
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
    // The only text of a campaign that its own screen shows.
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
  return new Failure('refused', 'The campaign was deleted at SugarCRM.', {
    whoMustAct: 'you',
    remedy: 'Nothing more is told of it. Switch off that it is told, or restore it there.',
  })
}
