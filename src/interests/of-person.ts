import { sql } from 'kysely'
import { actorName, audit } from '../accounts/index.ts'
import { personName } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { interestByCode, INTERESTS_MAX, listInterests, type By } from './interests.ts'
import { worth } from './score.ts'

/** What a person did that is looked at, the newest; what is older is hardly worth anything. */
const ACTIONS_MAX = 2_000
/** Statements of one person at most; imports may add one of each interest. */
const STATED_MAX = 200

/** One thing that speaks for an interest, with what it is worth now. */
export interface Explained {
  /** Of a statement, so that it can be taken back; null: a click did it. */
  statedId: number | null
  at: Date
  points: number
  worth: number
  /** The rule and the link, or who stated it. */
  rule: string | null
  link: string | null
  campaign: { id: number; name: string } | null
  statedBy: string | null
  note: string
}

export interface InterestOfPerson {
  id: number
  code: string
  name: string
  halfLifeDays: number
  /** The sum of what the evidence is worth now. */
  score: number
  isStated: boolean
  evidence: Explained[]
}

export interface ActionOfPerson {
  kind: 'action' | 'tag'
  name: string
  points: number
  at: Date
  rule: string
  link: string
  campaign: { id: number; name: string }
}

export interface InterestsOfPerson {
  interests: InterestOfPerson[]
  actions: ActionOfPerson[]
  tags: string[]
  /** False where a person did more than is looked at. */
  isAll: boolean
}

/** What a person is interested in, why, and what else the clicks raised; the highest first. */
export async function interestsOfPerson(
  tx: Tx,
  workspaceId: number,
  personId: number,
  now: number,
): Promise<InterestsOfPerson> {
  const { items, halfLifeDays } = await listInterests(tx, workspaceId)
  const raised = await raisedBy(tx, workspaceId, personId)
  const stated = await statedOf(tx, workspaceId, personId)
  const all = [...raised.slice(0, ACTIONS_MAX), ...stated]
  const interests = items.flatMap((interest): InterestOfPerson[] => {
    const days = interest.halfLifeDays ?? halfLifeDays
    const evidence = all
      .filter((one) => one.interestId === interest.id)
      .map(({ interestId: _, kind: __, name: ___, ...one }) => ({
        ...one,
        worth: worth({ points: one.points, at: one.at.getTime() }, days, now),
      }))
      .sort((a, b) => b.at.getTime() - a.at.getTime())
    if (evidence.length === 0) return []
    return [
      {
        ...interest,
        halfLifeDays: days,
        score: evidence.reduce((sum, one) => sum + one.worth, 0),
        isStated: evidence.some((one) => one.statedId !== null),
        evidence,
      },
    ]
  })
  const actions = raised.slice(0, ACTIONS_MAX).flatMap(actionOf)
  return {
    interests: interests.sort((a, b) => b.score - a.score),
    actions,
    tags: [...new Set(actions.filter(({ kind }) => kind === 'tag').map(({ name }) => name))].sort(),
    isAll: raised.length <= ACTIONS_MAX,
  }
}

interface Raised extends Omit<Explained, 'worth'> {
  kind: 'action' | 'interest' | 'tag'
  name: string
  interestId: number | null
}

function actionOf({ kind, name, points, at, rule, link, campaign }: Raised): ActionOfPerson[] {
  if (kind === 'interest') return []
  return [{ kind, name, points, at, rule: rule!, link: link!, campaign: campaign! }]
}

async function raisedBy(tx: Tx, workspaceId: number, personId: number): Promise<Raised[]> {
  const { rows } = await sql<Raised>`
    select null::integer as "statedId", a.kind, a.name, a.interest_id as "interestId", a.points,
      a.occurred_at as at, a.rule, l.url as link, null as "statedBy", '' as note,
      jsonb_build_object('id', a.campaign_id, 'name', coalesce(c.name, '')) as campaign
    from person_address pa
    join customer_action a on a.workspace_id = pa.workspace_id and a.address_id = pa.address_id
    join link l on l.workspace_id = a.workspace_id and l.id = a.link_id
    left join campaign c on c.workspace_id = a.workspace_id and c.id = a.campaign_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
    order by a.occurred_at desc, a.key, a.address_id, a.rule_id, a.place
    limit ${ACTIONS_MAX + 1}`.execute(tx)
  return rows
}

async function statedOf(tx: Tx, workspaceId: number, personId: number): Promise<Raised[]> {
  const { rows } = await sql<Raised>`
    select s.id as "statedId", 'interest' as kind, '' as name, s.interest_id as "interestId",
      s.points, s.stated_at as at, null as rule, null as link, s.stated_by as "statedBy", s.note,
      null::jsonb as campaign
    from person_interest s
    where s.workspace_id = ${workspaceId} and s.ended_at is null
      and s.person_id in (${asOne(workspaceId, personId)})
    order by s.id limit ${STATED_MAX + INTERESTS_MAX}`.execute(tx)
  return rows
}

/** The person, and those merged into it. */
function asOne(workspaceId: number, personId: number) {
  return sql`select id from person
    where workspace_id = ${workspaceId} and (id = ${personId} or merged_into = ${personId})`
}

export interface StatedInterest {
  code: string
  points: number
  source: 'user' | 'api' | 'import'
  note: string
}

/** Keeps that somebody said a person is interested. */
export async function stateInterest(
  tx: Tx,
  by: By & { personId: number },
  stated: StatedInterest,
): Promise<void> {
  const { workspaceId, personId, actor, now } = by
  const person = await personName(tx, workspaceId, personId)
  const interestId = await interestByCode(tx, workspaceId, stated.code)
  if ((await statedOf(tx, workspaceId, personId)).length >= STATED_MAX) {
    throw new Refused(409, `${STATED_MAX} interests are stated of this person already.`)
  }
  await tx
    .insertInto('person_interest')
    .values({
      workspace_id: workspaceId,
      person_id: personId,
      interest_id: interestId,
      points: stated.points,
      source: stated.source,
      stated_by: actorName(actor),
      stated_at: new Date(now),
      note: stated.note,
    })
    .execute()
  await audit(tx, {
    ...{ actor, action: 'state_interest', subject: 'person', subjectId: personId, at: now },
    sentence: `Stated that ${person} is interested in ${stated.code}.`,
  })
}

/**
 * Takes a statement back; once more changes nothing. Refuses one that is not there, or of somebody
 * else.
 */
export async function withdrawInterest(
  tx: Tx,
  by: By & { personId: number },
  statedId: number,
): Promise<void> {
  const { workspaceId, personId, actor, now } = by
  const person = await personName(tx, workspaceId, personId)
  const { rows } = await sql<{ isHeld: boolean }>`
    with stated as (
      select id, ended_at is null as is_held from person_interest
      where workspace_id = ${workspaceId} and id = ${statedId}
        and person_id in (${asOne(workspaceId, personId)})
      for update
    ), ended as (
      update person_interest p set ended_at = ${new Date(now)} from stated s
      where p.workspace_id = ${workspaceId} and p.id = s.id and s.is_held
    )
    select is_held as "isHeld" from stated`.execute(tx)
  if (rows[0] === undefined) throw notFound('statement', statedId)
  if (!rows[0].isHeld) return
  await audit(tx, {
    ...{ actor, action: 'withdraw_interest', subject: 'person', subjectId: personId, at: now },
    sentence: `Took back a stated interest of ${person}.`,
  })
}
