import { sql, type RawBuilder } from 'kysely'
import { bitOf, bitsOf, handed, isMarked, movedBit } from '../platform/database/index.ts'

/**
 * What may hold of many at once, as a column of bits: who left something (out), nobody writes to
 * the address as such (here), or gave consent (gave). isMet: which wishes w say so.
 */
export interface Mark {
  name: string
  kind: 'out' | 'here' | 'gave'
  isMet: RawBuilder<unknown>
}

/** SQL of arrays of ids: that what holds is to be worked out for these alone. */
export interface Only {
  /** The addresses that are asked about. */
  asked: RawBuilder<unknown>
  /** The persons asked about: whoever uses one of them is among these. */
  users: RawBuilder<unknown>
  /** These, and who was merged into them: what was said of them is read. */
  persons: RawBuilder<unknown>
  /** Those that are asked about, and what their users use: what was said of them is read. */
  addresses: RawBuilder<unknown>
}

/** Narrows a statement to ids in an array; looked up in an index however many there are. */
export function among(id: RawBuilder<unknown>, ids?: RawBuilder<unknown>): RawBuilder<unknown> {
  return ids === undefined ? sql`` : sql`and ${id} = any(${ids})`
}

/**
 * What was said of all e-mail addresses, each judged by itself as decide does: rows of place with a
 * column of bits for each mark.
 */
export function saidOfAddresses(
  workspaceId: number,
  marks: readonly Mark[],
  only?: Only,
): RawBuilder<unknown> {
  const others = sql`select id from address
    where workspace_id = ${workspaceId} and kind <> 'email'`
  return sql`
    select s.place, ${columns(marks, (bits) => sql`${bits('s')} & ~coalesce(f.bits, 0)`)}
    from (${saidOf({ subject: 'address_id', workspaceId, ids: only?.addresses }, marks)}) s
    left join (${bitsOf(others)}) f on f.place = s.place`
}

/**
 * What was said of all persons, by e-mail. Whoever stands for others left what one of them left,
 * and gave what each of them gave: else a merge would give somebody another's.
 */
export function saidOfPersons(
  workspaceId: number,
  marks: readonly Mark[],
  only?: Only,
): RawBuilder<unknown> {
  const asOne = sql`
    select id, merged_into as stands from person
    where workspace_id = ${workspaceId} and merged_into is not null
    union
    select merged_into, merged_into from person
    where workspace_id = ${workspaceId} and merged_into is not null`
  const alone = columns(marks, (bits) => sql`${bits('s')} & ~coalesce(m.bits, 0)`)
  const asOneOf = columns(marks, (bits, { kind }) => {
    const moved = movedBit(sql`coalesce(${bits('s')}, 0)`, sql`x.id`, sql`x.stands`)
    return kind === 'gave' ? sql`bit_and(${moved})` : sql`bit_or(${moved})`
  })
  const said = saidOf({ subject: 'person_id', workspaceId, ids: only?.persons }, marks)
  return sql`
    with said as materialized (${said}),
      as_one as materialized (${asOne})
    select b.place, ${together(marks)} from (
      select s.place, ${alone} from said s
      left join (${bitsOf(sql`select id from as_one`)}) m on m.place = s.place
      union all
      select x.stands >> 6, ${asOneOf} from as_one x
      left join said s on s.place = x.id >> 6 group by x.stands
    ) b group by b.place`
}

/** The columns of these marks, each by its name, made of its bits under an alias. */
export function columns<One extends Mark>(
  marks: readonly One[],
  make: (bits: (alias: string) => RawBuilder<unknown>, mark: One) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql.join(
    marks.map((mark) => {
      const bits = (alias: string) => sql.ref(`${alias}.${mark.name}`)
      return sql`${make(bits, mark)} as ${sql.ref(mark.name)}`
    }),
  )
}

/** The columns of rows b that are put together, place by place. */
export function together(marks: readonly Mark[]): RawBuilder<unknown> {
  return columns(marks, (bits) => sql`bit_or(${bits('b')})`)
}

/** Of whom what was said is read: of all persons or addresses of a firm, or of these alone. */
interface Subjects {
  subject: 'person_id' | 'address_id'
  workspaceId: number
  ids: RawBuilder<unknown> | undefined
}

/**
 * What was said is read once, and marks somebody whatever came after it. Few left something and
 * came back from something: of these each opt-out is looked at again, whether it holds.
 */
function saidOf(of: Subjects, marks: readonly Mark[]): RawBuilder<unknown> {
  const { subject, workspaceId } = of
  const id = sql`w.${sql.ref(subject)}`
  const bitsWhere = (which: RawBuilder<unknown>) =>
    sql`coalesce(bit_or(${bitOf(id)}) filter (where ${which}), 0)`
  const canBe = ({ kind }: Mark) => subject === 'address_id' || kind !== 'here'
  const outs = marks.filter((mark) => mark.kind !== 'gave' && canBe(mark))
  const nobody = sql`0::bigint`
  const said = columns(marks, (_, mark) =>
    !canBe(mark) ? nobody : bitsWhere(sql`${HAS[mark.kind]} and ${mark.isMet}`),
  )
  const holding = columns(marks, (_, mark) =>
    outs.includes(mark) ? bitsWhere(mark.isMet) : nobody,
  )
  const wishes = sql`consent_wish w
    where w.workspace_id = ${workspaceId} and ${id} is not null ${among(id, of.ids)}
      ${ofEmail('w', subject)}`
  const both = sql`s.came_back & (${anyOf(outs, 's')})`
  const wavering = handed(
    sql`select s.place, ${both} as bits from said s where ${both} <> 0`,
    ['bits'],
    'c',
  )
  const first = columns(marks, (bits, { kind }) =>
    kind === 'gave' ? bits('s') : sql`${bits('s')} & ~s.came_back`,
  )
  return sql`
    with said as materialized (
      select ${id} >> 6 as place, ${said},
        ${bitsWhere(sql`w.opted_in and w.is_explicit`)} as came_back
      from ${wishes} group by w.workspace_id, ${id} >> 6
    )
    select b.place, ${together(marks)} from (
      select s.place, ${first} from said s
      union all
      select ${id} >> 6, ${holding} from ${wavering}, ${wishes}
        and c.place = ${id} >> 6 and ${isMarked('c', id)} and not w.opted_in
        and not exists (${liftOf(of, wavering)})
      group by w.workspace_id, ${id} >> 6
    ) b group by b.place`
}

const HAS = { out: sql`not w.opted_in`, here: sql`not w.opted_in`, gave: sql`w.opted_in` }

/** Of rows under an alias the bits of who is in any of these columns. */
export function anyOf(marks: readonly Mark[], alias: string): RawBuilder<unknown> {
  return sql.join(
    marks.map(({ name }) => sql.ref(`${alias}.${name}`)),
    sql` | `,
  )
}

/**
 * What lifts the opt-out w, as decide says: an explicit opt-in of the matter that is newer; at the
 * same time the opt-out holds. An opt-in to everything brings the address back as well.
 */
function liftOf({ subject, workspaceId, ids }: Subjects, wavering: RawBuilder<unknown>) {
  const id = sql.ref(subject)
  return sql`
    select from ${wavering}, consent_wish i
    where i.workspace_id = ${workspaceId} and i.${id} = w.${id} and i.opted_in
      ${among(sql`i.${id}`, ids)}
      and c.place = i.${id} >> 6 and ${isMarked('c', sql`i.${id}`)}
      and i.is_explicit and i.occurred_at > w.occurred_at ${ofEmail('i', subject)}
      and case w.scope when 'address' then i.scope <> 'topic'
        when 'topic' then i.scope = 'topic' and i.topic_id = w.topic_id
        else i.scope = 'everything' end`
}

/** What is said of a person may be about another channel; of an address it is about its own. */
function ofEmail(wish: 'w' | 'i', subject: Subjects['subject']): RawBuilder<unknown> {
  if (subject === 'address_id') return sql``
  const channel = sql.ref(`${wish}.channel`)
  return sql`and (${channel} is null or ${channel} = 'email')`
}
