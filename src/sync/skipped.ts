import { sql, type RawBuilder } from 'kysely'

/** What a run did not write, by reason, with what is added now: nothing, in most transactions. */
export function skippedWith(more: Record<string, number> | undefined): RawBuilder<unknown> {
  if (more === undefined) return sql`skipped`
  return sql`(
    select coalesce(jsonb_object_agg(reason, count), '{}') from (
      select key as reason, sum(value::integer) as count from (
        select * from jsonb_each_text(skipped)
        union all
        select * from jsonb_each_text(${JSON.stringify(more)}::jsonb)
      ) side group by key
    ) summed)`
}
