import type { Org } from './org.ts'
import type { Row } from './rows.ts'
import { remove } from './saving.ts'

/** What goes over to the person who stays, by the name of the object and of its reference. */
const belongings: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Contact: [
    ['CampaignMember', 'ContactId'],
    ['Task', 'WhoId'],
    ['Event', 'WhoId'],
  ],
  Lead: [
    ['CampaignMember', 'LeadId'],
    ['Task', 'WhoId'],
    ['Event', 'WhoId'],
  ],
}

/** A user makes one person of two: the other is deleted, and says who took its place. */
export function merge(org: Org, lost: Row, kept: Row, by: string): void {
  const name = org.objectOfId(kept.Id)?.name ?? ''
  for (const [object, reference] of belongings[name] ?? []) {
    const table = org.table(object)
    const known = new Set(campaignsOf(table.by(reference, kept.Id)))
    for (const row of table.by(reference, lost.Id)) {
      // A member of the same campaign is there already, and goes with its person.
      const twice = object === 'CampaignMember' && known.has(row.CampaignId)
      if (!row.IsDeleted && !twice) table.set(row, { [reference]: kept.Id, ...stamp(org) })
    }
  }
  org.table(name).set(lost, { MasterRecordId: kept.Id })
  org.table(name).set(kept, stamp(org))
  remove(org, lost, by)
}

function campaignsOf(rows: readonly Row[]) {
  return rows.filter((row) => !row.IsDeleted).map((row) => row.CampaignId)
}

function stamp(org: Org) {
  return { SystemModstamp: org.now(), LastModifiedDate: org.now() }
}
