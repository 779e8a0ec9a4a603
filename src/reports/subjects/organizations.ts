import { sql } from 'kysely'
import { choice, figure, reference, text, time, type Subject } from './column.ts'
import { owner, WORKSPACE } from './joins.ts'

const KINDS = [
  ['company', 'Company'],
  ['household', 'Household'],
] as const

const PEOPLE = sql`
  select f.organization_id, count(*) as people
  from affiliation f
  join person m on m.workspace_id = f.workspace_id and m.id = f.person_id and m.merged_into is null
  where f.workspace_id = ${WORKSPACE}`

/** Companies and households. */
export function organizations(): Subject {
  return {
    id: 'organizations',
    title: 'Organizations',
    description: 'A company or a household.',
    from: sql`organization g`,
    alias: 'g',
    holds: sql`g.workspace_id = ${WORKSPACE}`,
    key: [{ value: sql`g.id`, type: 'integer' }],
    joins: {
      owner: owner('g'),
      people: {
        all: sql`left join (${PEOPLE} group by f.organization_id) people
          on people.organization_id = g.id`,
        each: sql`left join lateral (
          ${PEOPLE} and f.organization_id = g.id group by f.organization_id) people on true`,
      },
    },
    columns: [
      reference('organization', ['organization', 'Organization'], {
        value: sql`g.id`,
        name: sql`g.name`,
      }),
      choice(['kind', 'Kind'], KINDS, sql`g.kind`),
      text(['owner', 'Owner'], sql`o.name`, { join: 'owner' }),
      text(['phone', 'Phone'], sql`g.phone`),
      text(['city', 'City'], sql`g.city`),
      text(['country', 'Country'], sql`g.country`),
      text(['external_id', 'External id'], sql`g.external_id`),
      time(['added_at', 'Added'], sql`g.created_at`),
      figure(['people', 'People', 'Who belongs to it'], sql`coalesce(people.people, 0)`, {
        join: 'people',
      }),
    ],
    usual: ['organization', 'kind', 'owner', 'people'],
  }
}
