import {
  CAMPAIGNS_FOUND_MAX,
  Failure,
  type FoundCampaign,
  type JsonObject,
  type ToldCampaign,
  type Vendor,
} from '../../sdk/index.ts'
import { objectOf } from './client.ts'
import { createAll, updateAll, type Written } from './collections.ts'
import { makeStatuses } from './members.ts'
import { pageById, recordsIn, recordsOf } from './query.ts'
import { containing, cutText, dayOf, isId, literal, safeId, textIn } from './values.ts'

const CAMPAIGN = 'Campaign'

/** Characters its fields take (object reference, Campaign). */
const NAME_MAX = 80
const SUBJECT_MAX = 1_000

const FIELDS = ['Id', 'IsDeleted', 'Name', 'StartDate', 'EndDate', 'Description']

/** Of a new one. Whoever opens the campaign may say otherwise later. */
const ITS_KIND = { Type: 'Email', Status: 'Completed', IsActive: false }

/**
 * SOQL looks into no long text, and a campaign has no field for a stranger's key: one whose answer
 * was lost is looked for among those of its day, by the mark in its description. One that somebody
 * deleted is not brought back. Of one that is there only what Homing tells is put right; what
 * people entered besides, a status or a budget, stays. Throws Failure.
 */
export async function openCampaign(
  vendor: Vendor,
  campaign: ToldCampaign,
): Promise<{ id: string }> {
  const record = await findCampaign(vendor, campaign)
  if (record && record['IsDeleted'] === true) throw deleted()
  if (campaign.id !== null && !record) throw deleted()
  // Its members need the statuses they will have; nothing else of one that is linked is changed.
  if (campaign.isLinked) {
    await makeStatuses(vendor, safeId(campaign.id))
    return { id: safeId(campaign.id) }
  }
  const told = toldOf(campaign)
  const id = record
    ? await putRight(vendor, record, told)
    : idOf(await createAll(vendor, CAMPAIGN, [{ ...ITS_KIND, ...told }]))
  await makeStatuses(vendor, id)
  return { id }
}

/** Those that are there, by their ids; capitals are as small letters to its LIKE. */
export async function findCampaigns(
  vendor: Vendor,
  ask: { id: string } | { words: string },
): Promise<FoundCampaign[]> {
  const fields = ['Id', 'Name', 'StartDate', 'Status']
  const listing = { object: CAMPAIGN, fields, rows: CAMPAIGNS_FOUND_MAX + 1 }
  if ('id' in ask) {
    if (!isId(ask.id)) return []
    const where = `Id = ${literal(ask.id)}`
    return (await recordsOf(vendor, { ...listing, where })).map(foundIn)
  }
  const named = ask.words === '' ? {} : { where: `Name LIKE ${containing(ask.words)}` }
  const { body } = await pageById(vendor, { ...listing, ...named }, null)
  return recordsIn(body).map((told) => foundIn(objectOf(told)))
}

function foundIn(record: JsonObject): FoundCampaign {
  const day = textIn(record['StartDate'])
  const [name, status] = [textIn(record['Name']), textIn(record['Status'])]
  return { id: safeId(record['Id']), name, day: day === '' ? null : day, status }
}

/** How many it was sent to: Salesforce counts by the members all but that. */
export async function writeNumberSent(vendor: Vendor, id: string, sent: number): Promise<void> {
  idOf(await updateAll(vendor, CAMPAIGN, [{ id: safeId(id), NumberSent: sent }]))
}

async function findCampaign(
  vendor: Vendor,
  { id, mark, sentAt }: ToldCampaign,
): Promise<JsonObject | undefined> {
  const where = id === null ? `StartDate = ${dayOf(sentAt)}` : `Id = ${literal(safeId(id))}`
  const listing = { object: CAMPAIGN, fields: FIELDS, where, withDeleted: true }
  const records = await recordsOf(vendor, listing)
  if (id !== null) return records[0]
  return records.find((one) => textIn(one['Description']).includes(mark))
}

async function putRight(
  vendor: Vendor,
  record: JsonObject,
  told: ReturnType<typeof toldOf>,
): Promise<string> {
  const id = safeId(record['Id'])
  const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim()
  const isSame = (['Name', 'StartDate', 'EndDate', 'Description'] as const).every(
    (field) => squeezed(textIn(record[field])) === squeezed(told[field]),
  )
  if (!isSame) idOf(await updateAll(vendor, CAMPAIGN, [{ id, ...told }]))
  return id
}

function toldOf({ name, subject, mark, sentAt }: ToldCampaign) {
  const day = dayOf(sentAt)
  return {
    Name: cutText(name === '' ? subject : name, NAME_MAX),
    StartDate: day,
    EndDate: day,
    Description: `Subject: ${cutText(subject, SUBJECT_MAX)}\nTold by Homing (${mark}).`,
  }
}

function idOf([written]: readonly Written[]): string {
  if (written?.ok) return written.id
  const why = written === undefined ? '' : written.sentence
  throw new Failure('forbidden', `Salesforce takes no campaign of the user’s. ${why}`.trim(), {
    whoMustAct: 'you',
    remedy:
      'Make the user that the app runs as a marketing user with the right to create and edit '
      + 'campaigns.',
  })
}

function deleted(): Failure {
  return new Failure('refused', 'The campaign was deleted at Salesforce.', {
    whoMustAct: 'you',
    remedy: 'Nothing more is told of it. Switch off that it is told, or restore it there.',
  })
}
