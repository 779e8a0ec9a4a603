/** Target lists of a campaign: linked, seen to be linked, and never taken off. */
import { Failure, type OpenCampaign, type Vendor } from '../../sdk/index.ts'
import { recordsById } from './by-id.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { ask } from './client.ts'
import { linkedIn } from './entry-list.ts'

/** The link of a campaign (modules/Campaigns/vardefs.php). */
const LINK = 'prospectlists'

export async function linkLists(
  vendor: Vendor,
  { id }: Pick<OpenCampaign, 'id'>,
  listIds: readonly string[],
): Promise<void> {
  // Whoever links a list that is not there would have linked nothing that can be seen.
  const there = await recordsById(vendor, { module: 'ProspectLists', fields: ['id'] }, listIds)
  const missing = await missingOf(vendor, id, [...there.keys()])
  if (missing.length === 0) return
  // It answers "created: 1" however many there were: what it did is read back.
  await ask(vendor, 'set_relationship', {
    module_name: CAMPAIGNS,
    module_id: id,
    link_field_name: LINK,
    related_ids: missing,
    name_value_list: [],
    delete: 0,
  })
  if ((await missingOf(vendor, id, missing)).length === 0) return
  throw new Failure('refused', 'SuiteCRM does not show the target lists of the campaign.', {
    whoMustAct: 'you',
    remedy: 'Let the user’s role edit Campaigns and Targets - Lists, and try again.',
  })
}

async function missingOf(vendor: Vendor, id: string, listIds: readonly string[]) {
  const listing = { module: CAMPAIGNS, fields: ['id'], links: { [LINK]: ['id'] } }
  const campaign = (await recordsById(vendor, listing, [id])).get(id)
  const linked = new Set(linkedIn(campaign ?? {}, LINK).map((one) => one['id']))
  return listIds.filter((one) => !linked.has(one))
}
