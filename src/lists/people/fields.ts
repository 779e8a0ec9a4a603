import { sql, type RawBuilder } from 'kysely'
import type { Comparison, ConditionAbout, Field } from '../segments/index.ts'

type OfField = ConditionAbout<'field'>

/** Fields that stand in the person's own row: compared without any join. */
const OWN = {
  name: 'p.name',
  first_name: 'p.first_name',
  last_name: 'p.last_name',
  job_title: 'p.job_title',
  phone: 'p.phone',
  city: 'p.city',
  country: 'p.country',
} as const

/** Whether the person p has such a field; null where it stands in other tables. Never unknown. */
export function ownField(of: OfField, workspaceId: number): RawBuilder<unknown> | null {
  if (of.field === 'owner') {
    return sql`coalesce(p.owner_id in (select o.id from owner o
      where o.workspace_id = ${workspaceId} and ${fits(sql`o.name`, of)}), false)`
  }
  const column = OWN[of.field as keyof typeof OWN]
  return column === undefined ? null : fits(sql.raw(column), of)
}

/** Whether the person p has such a value in a field of the firm's own. Never unknown. */
export function ownFieldHolds(of: ConditionAbout<'own_field'>): RawBuilder<unknown> {
  const value = sql`coalesce(p.own ->> ${of.key}::text, '')`
  const [first = ''] = of.values
  switch (of.is) {
    // A day is written so that the order of texts is that of days.
    case 'before':
      return sql`(${value} <> '' and ${value} collate "C" < ${first}::text)`
    case 'after':
      return sql`${value} collate "C" > ${first}::text`
    case 'below':
      return sql`coalesce(${numberIn(value)} < ${first}::numeric, false)`
    case 'above':
      return sql`coalesce(${numberIn(value)} > ${first}::numeric, false)`
    default:
      return fits(value, { is: of.is, values: of.values })
  }
}

/** A number as an own field keeps it; null for anything else. */
function numberIn(value: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${value} ~ '^-?[0-9]+([.][0-9]+)?$' then ${value}::numeric end`
}

/** The persons with such a field, of the fields that stand in other tables. */
export function personsWithField(of: OfField, workspaceId: number): RawBuilder<unknown> {
  switch (of.field as Exclude<Field, keyof typeof OWN | 'owner'>) {
    case 'address':
      return sql`
        select pa.person_id from person_address pa
        join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        where pa.workspace_id = ${workspaceId} and pa.ended_at is null and a.kind = 'email'
          and ${fits(sql`a.canonical`, of)}`
    case 'external_id':
      // Somebody who was merged keeps the number; it is that of whoever stands for it.
      return sql`
        select coalesce(x.merged_into, x.id) as person_id from person x
        where x.workspace_id = ${workspaceId} and x.external_id is not null
          and ${fits(sql`x.external_id`, of)}`
    case 'company':
    case 'household':
      return sql`
        select f.person_id from organization g
        join affiliation f on f.workspace_id = g.workspace_id and f.organization_id = g.id
        where g.workspace_id = ${workspaceId} and g.kind = ${of.field} and ${fits(sql`g.name`, of)}`
  }
}

/** Whether a text that is not null fits one of the values, without regard to capitals. */
function fits(
  column: RawBuilder<unknown>,
  { is, values }: Pick<OfField, 'is' | 'values'>,
): RawBuilder<unknown> {
  if (is === 'known') return sql`${column} <> ''`
  const wanted = values.map((value) => sql`lower(${value.trim()})`)
  if (is === 'is') return sql`lower(${column}) in (${sql.join(wanted)})`
  const some = wanted.map((part) => COMPARED[is](sql`lower(${column})`, part))
  return sql`(${sql.join(some, sql` or `)})`
}

type Compare = (text: RawBuilder<unknown>, part: RawBuilder<unknown>) => RawBuilder<unknown>

const COMPARED: Record<Exclude<Comparison, 'is' | 'known'>, Compare> = {
  contains: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  begins: (text, part) => sql`starts_with(${text}, ${part})`,
  ends: (text, part) => sql`right(${text}, length(${part})) = ${part}`,
}
