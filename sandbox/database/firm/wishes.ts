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
       update ${table} set taken_at = $1 where taken_at is null returning *
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
       select person_no, wish = 'return', 'Homing', coalesce(said_at, $1), $1
         from whose order by said_at, told_at, mark
     )
     select count(*)::int as taken from taken`,
    [now],
  )
  return rows[0]?.taken ?? 0
}
