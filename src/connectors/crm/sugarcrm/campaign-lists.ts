/** Target lists of a campaign: linked, seen to be linked, and never taken off. */
import { asObject, Failure, type OpenCampaign, type Vendor, walkPages } from '../../sdk/index.ts'
import { LISTS } from '../sugar-model/index.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { ask, TITLE } from './client.ts'
import { pageOfLink, recordsById, recordsIn } from './records.ts'

/** The link of a campaign (Campaigns, vardefs of the CE). */
const LINK = 'prospectlists'
/** Pages of a campaign's lists: a bound, not a size. */
const PAGES_MAX = 20

export async function linkLists(
  vendor: Vendor,
  { id }: Pick<OpenCampaign, 'id'>,
  listIds: readonly string[],
): Promise<void> {
  // An id that nobody has would fail the call, with those before it linked.
  const there = await recordsById(vendor, { module: LISTS.module, fields: ['id'] }, listIds)
  const missing = await missingOf(vendor, id, [...there.keys()])
  if (missing.length === 0) return
  const json = { link_name: LINK, ids: missing }
  await ask(vendor, { method: 'POST', path: `${CAMPAIGNS}/${id}/link`, json })
  if ((await missingOf(vendor, id, missing)).length === 0) return
  throw new Failure('refused', 'SugarCRM does not show the target lists of the campaign.', {
    whoMustAct: 'you',
    remedy: 'Let the user’s role edit Campaigns and Target Lists, and try again.',
  })
}

async function missingOf(vendor: Vendor, id: string, listIds: readonly string[]) {
  const link = { path: `${CAMPAIGNS}/${id}/link/${LINK}`, fields: ['id'] }
  const linked = new Set<unknown>()
  const pages = walkPages(TITLE, (cursor) => pageOfLink(vendor, link, cursor), PAGES_MAX)
  for await (const { body } of pages) {
    for (const told of recordsIn(body)) linked.add(asObject(told)?.['id'])
  }
  return listIds.filter((one) => !linked.has(one))
}
