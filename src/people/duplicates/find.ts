import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { personRows, type PersonRow } from '../list.ts'
import { likeness } from './similar-names.ts'

/** What more people than this have in common (a firm's mailbox) says nothing of any two of them. */
const CROWD_MAX = 10
/** Pairs looked at in one statement, and statements a page takes at most. */
const CANDIDATES_MAX = 2_000
const LOOKS_MAX = 5

export type DuplicateReason =
  | 'same_address_same_name'
  | 'same_address_similar_name'
  | 'same_address_unnamed'
  | 'same_contact'
  | 'same_name_same_organization'

export interface DuplicatePair {
  people: [PersonRow, PersonRow]
  reasons: {
    reason: DuplicateReason
    /** The address, the service, or the organization they have in common. */
    what: string
  }[]
}

/**
 * Pairs of people who may be one, by the id of the first: they use the same address and have the
 * same or a similar name, or an ESP knows them as one contact, or they have the same name in the
 * same organization and no address speaks against it. Pairs somebody said are not the same are left
 * out. after: the next of the page before.
 */
export async function findDuplicates(
  tx: Tx,
  workspaceId: number,
  page: { after?: string; limit: number },
): Promise<{ items: DuplicatePair[]; next: string | null }> {
  let after = placeOf(page.after)
  const found: Found[] = []
  let isAtEnd = false
  for (let look = 0; look < LOOKS_MAX && !isAtEnd && found.length < page.limit; look += 1) {
    const candidates = await candidatesAfter(tx, workspaceId, after)
    isAtEnd = candidates.length < CANDIDATES_MAX
    for (const candidate of candidates) {
      if (found.length === page.limit) {
        isAtEnd = false
        break
      }
      after = candidate
      const reasons = candidate.signs.flatMap((sign) => reasonOf(sign, candidate) ?? [])
      if (reasons.length > 0) found.push({ ...candidate, reasons })
    }
  }
  const rows = await personRows(
    tx,
    workspaceId,
    found.flatMap(({ low, high }) => [low, high]),
  )
  return {
    items: found.map(({ low, high, reasons }) => ({
      people: [rows.get(low)!, rows.get(high)!],
      reasons,
    })),
    next: isAtEnd ? null : `${after.low}_${after.high}`,
  }
}

interface Place {
  low: number
  high: number
}

interface Sign {
  kind: 'address' | 'contact' | 'organization'
  what: string
}

interface Candidate extends Place {
  lowName: string
  highName: string
  signs: Sign[]
}

type Found = Place & { reasons: DuplicatePair['reasons'] }

function reasonOf(
  { kind, what }: Sign,
  { lowName, highName }: Candidate,
): DuplicatePair['reasons'][number] | null {
  if (kind === 'contact') return { reason: 'same_contact', what }
  if (kind === 'organization') return { reason: 'same_name_same_organization', what }
  switch (likeness(lowName, highName)) {
    case 'same':
      return { reason: 'same_address_same_name', what }
    case 'similar':
      return { reason: 'same_address_similar_name', what }
    case 'unnamed':
      return { reason: 'same_address_unnamed', what }
    case 'other':
      return null
  }
}

/** Three questions over the whole firm, each one hash and no loop; then pairs in their order. */
async function candidatesAfter(tx: Tx, workspaceId: number, after: Place): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    with used as materialized (
      select person_id, address_id, count(*) over (partition by address_id) as users
      from person_address where workspace_id = ${workspaceId} and ended_at is null
    ),
    shared as materialized (
      select person_id, address_id from used where users between 2 and ${CROWD_MAX}
    ),
    known_as as materialized (
      select connection_id, external_id, array_agg(address_id) as addresses
      from contact_identity where workspace_id = ${workspaceId}
      group by connection_id, external_id having count(*) between 2 and ${CROWD_MAX}
    ),
    contact_user as materialized (
      select distinct k.connection_id, k.external_id, u.person_id
      from known_as k cross join unnest(k.addresses) a (address_id)
      join used u on u.address_id = a.address_id and u.users <= ${CROWD_MAX}
    ),
    namesake as materialized (
      select f.organization_id, p.id as person_id, lower(p.name) as name,
        count(*) over (partition by f.organization_id, lower(p.name)) as namesakes
      from affiliation f join person p on p.workspace_id = f.workspace_id and p.id = f.person_id
      where f.workspace_id = ${workspaceId}
    ),
    sign as (
      select a.person_id as low, b.person_id as high, 'address' as kind, a.address_id as what
      from shared a join shared b on b.address_id = a.address_id and b.person_id > a.person_id
      union all
      select a.person_id, b.person_id, 'contact', a.connection_id
      from contact_user a join contact_user b on b.connection_id = a.connection_id
        and b.external_id = a.external_id and b.person_id > a.person_id
      union all
      select a.person_id, b.person_id, 'organization', a.organization_id
      from namesake a join namesake b on b.organization_id = a.organization_id
        and b.name = a.name and b.person_id > a.person_id
      where a.namesakes between 2 and ${CROWD_MAX} and b.namesakes <= ${CROWD_MAX}
        and not (exists (select from person_address u where u.workspace_id = ${workspaceId}
            and u.person_id = a.person_id and u.ended_at is null)
          and exists (select from person_address u where u.workspace_id = ${workspaceId}
            and u.person_id = b.person_id and u.ended_at is null)
          and not exists (select from person_address u join person_address v
            on v.workspace_id = u.workspace_id and v.address_id = u.address_id
              and v.person_id = b.person_id and v.ended_at is null
            where u.workspace_id = ${workspaceId} and u.person_id = a.person_id
              and u.ended_at is null))
    ),
    pair as (
      select distinct low, high from sign s
      where (low, high) > (${after.low}::integer, ${after.high}::integer)
        and not exists (select from not_same_person n where n.workspace_id = ${workspaceId}
          and n.person_id = s.low and n.other_id = s.high)
      order by low, high limit ${CANDIDATES_MAX}
    )
    select pair.low, pair.high, a.name as "lowName", b.name as "highName",
      jsonb_agg(distinct jsonb_build_object('kind', s.kind,
        'what', coalesce(d.address, n.name, g.name))) as signs
    from pair
    join sign s on s.low = pair.low and s.high = pair.high
    left join address d on s.kind = 'address' and d.workspace_id = ${workspaceId} and d.id = s.what
    left join connection n on s.kind = 'contact' and n.workspace_id = ${workspaceId}
      and n.id = s.what
    left join organization g on s.kind = 'organization' and g.workspace_id = ${workspaceId}
      and g.id = s.what
    join person a on a.workspace_id = ${workspaceId} and a.id = pair.low
    join person b on b.workspace_id = ${workspaceId} and b.id = pair.high
    group by pair.low, pair.high, a.name, b.name
    order by pair.low, pair.high`.execute(tx)
  return rows
}

function placeOf(after: string | undefined): Place {
  if (after === undefined) return { low: 0, high: 0 }
  const parts = /^(\d{1,9})_(\d{1,9})$/.exec(after)
  if (parts === null) {
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  }
  return { low: Number(parts[1]), high: Number(parts[2]) }
}
