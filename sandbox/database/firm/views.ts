/** Where the views and the outbox are, and how their names begin. */
export const schema = 'exchange'
export const prefix = 'homing_'

/** A view: its columns with what they show, and where that comes from. */
export interface View {
  columns: Readonly<Record<string, string>>
  from: string
}

const owner = {
  owner_id: 'a.initials',
  owner_name: 'a.full_name',
  owner_email: 'a.mailbox',
}

/** What the administrator lets Homing see: a shape made for it, over the firm's own tables. */
export const views = {
  people: {
    columns: {
      id: 'p.person_no',
      changed_at: 'greatest(p.touched_at, w.entered_at)',
      email: 'first.address',
      email2: 'second.address',
      email3: 'third.address',
      name: `coalesce(p.label, concat_ws(' ', p.given_name, p.surname))`,
      first_name: 'p.given_name',
      last_name: 'p.surname',
      job_title: 'p.position',
      phone: 'p.tel',
      fax: 'p.fax',
      city: 'p.town',
      country: 'p.country',
      organization_id: 'p.client_ref',
      ...owner,
      opted_out: 'coalesce(not w.wants_letters, false)',
      opted_out_at: 'case when not w.wants_letters then w.said_at end',
      // Its author liked numbers better.
      invalid: '(first.returned_at is not null)::int::smallint',
      invalid_at: 'first.returned_at',
      deleted: 'p.struck_off_at is not null',
    },
    from: `firm.person p
      left join firm.mailbox first on first.person_no = p.person_no and first.rank = 1
      left join firm.mailbox second on second.person_no = p.person_no and second.rank = 2
      left join firm.mailbox third on third.person_no = p.person_no and third.rank = 3
      left join firm.attorney a on a.initials = p.looks_after
      left join lateral (
        select * from firm.word
         where person_no = p.person_no
         order by entered_at desc, word_no desc limit 1
      ) w on true`,
  },
  organizations: {
    columns: {
      id: 'c.client_ref',
      changed_at: 'c.touched_at',
      name: 'c.client_name',
      kind: `case c.client_type when 'H' then 'household' else 'company' end`,
      phone: 'c.tel',
      city: 'c.town',
      country: 'c.country',
      ...owner,
      deleted: 'c.closed_at is not null',
    },
    from: 'firm.client c left join firm.attorney a on a.initials = c.responsible',
  },
  lists: {
    columns: {
      id: 'd.code',
      name: 'd.title',
      kind: `case d.purpose when 'never' then 'exempt' else 'include' end`,
    },
    from: 'firm.distribution d',
  },
  list_members: {
    columns: { list_id: 'e.code', person_id: 'e.person_no' },
    from: 'firm.distribution_entry e',
  },
} as const satisfies Record<string, View>

export type ViewName = keyof typeof views

export const viewNames = Object.keys(views) as ViewName[]

/** What a column shows, in the type that this server has for it. */
export type Typed = (column: string, source: string) => string

/** How views are made where the engine's own types are the server's. */
export const asItIs: Typed = (_, source) => source

/** What makes a view, without those columns. */
export function viewSql(name: ViewName, typed: Typed, without: readonly string[] = []): string {
  const { columns, from }: View = views[name]
  const shown = Object.entries(columns).filter(([column]) => !without.includes(column))
  const listed = shown.map(([column, source]) => `${typed(column, source)} as ${column}`).join(', ')
  return `create view ${schema}.${prefix}${name} as select ${listed} from ${from};`
}
