import type { PGlite } from '@electric-sql/pglite'

/** The firm's own program: what its people do in it, each thing at its moment. */
export interface Program {
  db: PGlite
  now: () => string
}

/** What is entered, by the names under which Homing's views show it. */
export type Given = Readonly<Record<string, string | null>>

export interface Flags {
  optOut?: boolean | undefined
  invalid?: boolean | undefined
}

const personFields: Readonly<Record<string, string>> = {
  name: 'label',
  first_name: 'given_name',
  last_name: 'surname',
  job_title: 'position',
  phone: 'tel',
  fax: 'fax',
  city: 'town',
  country: 'country',
  organization_id: 'client_ref',
  owner_id: 'looks_after',
}

const clientFields: Readonly<Record<string, string>> = {
  name: 'client_name',
  phone: 'tel',
  city: 'town',
  country: 'country',
  owner_id: 'responsible',
}

const mailboxes = ['email', 'email2', 'email3']

/** Whether everything that is given can be entered so. */
export function isPerson(given: Given): boolean {
  return Object.keys(given).every((name) => name in personFields || mailboxes.includes(name))
}

export function isClient(given: Given): boolean {
  return Object.keys(given).every((name) => name in clientFields)
}

/** Enters somebody new; answers the number. */
export async function addPerson(program: Program, given: Given): Promise<number> {
  const { rows } = await program.db.query<{ person_no: number }>(
    'insert into firm.person (touched_at) values ($1) returning person_no',
    [program.now()],
  )
  const personNo = rows[0]?.person_no ?? 0
  await editPerson(program, personNo, given)
  return personNo
}

export async function editPerson(
  program: Program,
  personNo: number,
  given: Given,
): Promise<boolean> {
  if (!(await touch(program, personOf(personNo), given))) return false
  for (const [at, name] of mailboxes.entries()) {
    const address = given[name]
    if (address !== undefined) await setMailbox(program.db, personNo, at + 1, address ?? '')
  }
  return true
}

/** Strikes a person off, or takes the row away so that nothing tells of it. */
export async function removePerson(
  { db, now }: Program,
  personNo: number,
  how: 'struck-off' | 'gone',
): Promise<boolean> {
  const { affectedRows = 0 } =
    how === 'gone'
      ? await db.query('delete from firm.person where person_no = $1', [personNo])
      : await db.query(
          'update firm.person set struck_off_at = $2, touched_at = $2 where person_no = $1',
          [personNo, now()],
        )
  return affectedRows > 0
}

export function editClient(program: Program, clientRef: string, given: Given): Promise<boolean> {
  return touch(program, clientOf(clientRef), given)
}

export async function closeClient({ db, now }: Program, clientRef: string): Promise<boolean> {
  const { affectedRows = 0 } = await db.query(
    'update firm.client set closed_at = $2, touched_at = $2 where client_ref = $1',
    [clientRef, now()],
  )
  return affectedRows > 0
}

/** Sets the flags of everybody who has the address; answers how many that were. */
export async function flag(
  program: Program,
  address: string,
  { optOut, invalid }: Flags,
): Promise<number> {
  const { db, now } = program
  const { rows } = await db.query<{ person_no: number }>(
    'select distinct person_no from firm.mailbox where lower(address) = lower($1)',
    [address],
  )
  for (const { person_no } of rows) {
    if (optOut !== undefined) await db.query(word, [person_no, !optOut, now()])
    if (invalid === undefined) continue
    await db.query(
      `update firm.mailbox set returned_at = case when $2 then $3::timestamptz end
        where person_no = $1 and lower(address) = lower($4)`,
      [person_no, invalid, now(), address],
    )
    await touch(program, personOf(person_no), {})
  }
  return rows.length
}

const word = `insert into firm.word (person_no, wants_letters, heard_from, said_at, entered_at)
  values ($1, $2, 'telephone', $3, $3)`

/** Puts a person on a list, or takes it off; false where nothing changed. */
export async function list(
  { db }: Program,
  code: string,
  { personNo, on }: { personNo: number; on: boolean },
): Promise<boolean> {
  const sql = on
    ? `insert into firm.distribution_entry (code, person_no)
       select code, person_no from firm.distribution, firm.person
        where code = $1 and person_no = $2 on conflict do nothing`
    : 'delete from firm.distribution_entry where code = $1 and person_no = $2'
  return ((await db.query(sql, [code, personNo])).affectedRows ?? 0) > 0
}

interface Touched {
  table: string
  by: string
  key: string | number
  fields: Readonly<Record<string, string>>
}

const personOf = (key: number): Touched => ({
  ...{ table: 'person', by: 'person_no', fields: personFields, key },
})
const clientOf = (key: string): Touched => ({
  ...{ table: 'client', by: 'client_ref', fields: clientFields, key },
})

/** Enters what is given in the row itself, and that it was changed. */
async function touch({ db, now }: Program, what: Touched, given: Given): Promise<boolean> {
  const columns = Object.entries(given).flatMap(([name, value]) => {
    const column = what.fields[name]
    return column === undefined ? [] : [[column, value] as const]
  })
  const set = columns.map(([column], at) => `, ${column} = $${at + 3}`).join('')
  const { affectedRows = 0 } = await db.query(
    `update firm.${what.table} set touched_at = $2${set} where ${what.by} = $1`,
    [what.key, now(), ...columns.map(([, value]) => value)],
  )
  return affectedRows > 0
}

async function setMailbox(db: PGlite, personNo: number, rank: number, address: string) {
  if (address === '') {
    const sql = 'delete from firm.mailbox where person_no = $1 and rank = $2'
    return void (await db.query(sql, [personNo, rank]))
  }
  // Another address is not known to be wrong.
  await db.query(
    `insert into firm.mailbox (person_no, rank, address) values ($1, $2, $3)
     on conflict (person_no, rank) do update set address = $3, returned_at = null`,
    [personNo, rank, address],
  )
}
