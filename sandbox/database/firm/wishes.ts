import type { PGlite } from '@electric-sql/pglite'
import { prefix, schema } from './views.ts'

/**
 * The firm's own job: whoever left or came back, as Homing has told, is entered as such, and each
 * wish is marked as taken. Answers how many were taken.
 */
export async function takeWishes(db: PGlite, now: string): Promise<number> {
  const table = `${schema}.${prefix}wishes`
  const { rows: found } = await db.query('select 1 where to_regclass($1) is not null', [table])
  if (found.length === 0) return 0
  const { rows } = await db.query<{ taken: number }>(
    `with taken as (
       update ${table} set taken_at = $1::timestamptz
        where taken_at is null returning *
     ), whose as (
       select distinct p.person_no, t.mark, t.wish, t.said_at, t.told_at
         from taken t
         join firm.person p
           on p.person_no::text = t.person_id
           or (not exists (select 1 from firm.person where person_no::text = t.person_id)
               and exists (select 1 from firm.mailbox m
                            where m.person_no = p.person_no and lower(m.address) = lower(t.email)))
     ), entered as (
       insert into firm.word (person_no, wants_letters, heard_from, said_at, entered_at)
       select person_no, wish = 'return', 'Homing', coalesce(said_at, $1::timestamptz),
              $1::timestamptz
         from whose order by said_at, told_at, mark
     )
     select count(*)::int as taken from taken`,
    [now],
  )
  return rows[0]?.taken ?? 0
}

/**
 * The same of addresses: a letter that came back is entered with the person's mailbox, of several
 * rows the last one. Answers how many were taken.
 */
export async function takeValidity(db: PGlite, now: string): Promise<number> {
  const table = `${schema}.${prefix}validity`
  const { rows: found } = await db.query('select 1 where to_regclass($1) is not null', [table])
  if (found.length === 0) return 0
  const { rows } = await db.query<{ taken: number }>(
    `with taken as (
       update ${table} set taken_at = $1::timestamptz
        where taken_at is null returning *
     ), last as (
       select distinct on (person_id, lower(email)) * from taken
        order by person_id, lower(email), turn desc
     ), entered as (
       update firm.mailbox m
          set returned_at = case when l.state = 'invalid' then $1::timestamptz end
         from last l
        where m.person_no::text = l.person_id and lower(m.address) = lower(l.email)
       returning m.person_no
     ), touched as (
       update firm.person set touched_at = $1::timestamptz
        where person_no in (select person_no from entered)
     )
     select count(*)::int as taken from taken`,
    [now],
  )
  return rows[0]?.taken ?? 0
}
