import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Homing } from '../../src/homing.ts'
import { csvLine } from '../../src/platform/csv.ts'
import {
  PEOPLE_COLUMNS,
  exportPeople,
  identifyAddresses,
  listRefusals,
  receiveImport,
  refusalColumns,
} from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { bytesOf, importFile, peopleWorld } from './world.ts'

let at: TestDatabase
let homing: Homing
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const take = (file: string | Uint8Array) => importFile(homing, workspaceId, file)
const figures = (run: Awaited<ReturnType<typeof take>>) => ({
  created: run.people_created,
  updated: run.people_updated,
  unchanged: run.people_unchanged,
  refused: run.rows_refused,
})
const refusals = (importId: number) =>
  inside((tx) => listRefusals(tx, { workspaceId, importId }, { limit: 200 }))

/** Everybody with addresses (a star for the primary one, brackets for history) and memberships. */
async function everybody() {
  const { rows } = await inside((tx) =>
    sql<{ who: string }>`
      select concat_ws(' | ', p.external_id, p.origin, p.name, o.name,
        (select string_agg(case when pa.ended_at is not null then '(' || a.canonical || ')'
            when pa.is_primary then '*' || a.canonical else a.canonical end, ' '
            order by a.canonical)
          from person_address pa join address a on a.id = pa.address_id
          where pa.person_id = p.id),
        (select string_agg(g.kind || ' ' || g.name, ', ' order by g.kind)
          from affiliation f join organization g on g.id = f.organization_id
          where f.person_id = p.id)) as who
      from person p left join owner o on o.id = p.owner_id order by p.id`.execute(tx),
  )
  return rows.map((row) => row.who)
}

const HEADER = 'external_id,name,email,other_emails,organization,organization_kind,owner\n'

describe('an import', () => {
  test('gives fax numbers, takes over who was only a number, and is unchanged as its export', async () => {
    const met = new Map([['fax:+441225446000', { address: '+44 1225 446000' }]])
    await inside((tx) => identifyAddresses(tx, workspaceId, met))
    const file = 'external_id,name,email,fax\n1,Ann,a@x.example,+44 (0)1225 446000; 01225 446001\n'
    expect(figures(await take(file))).toMatchObject({ created: 1, refused: 0 })
    expect(await everybody()).toEqual(['1 | import | Ann | +441225446000 01225446001 *a@x.example'])
    const { items } = await inside((tx) => exportPeople(tx, workspaceId, { limit: 10 }))
    expect(items).toMatchObject([
      { email: 'a@x.example', other_emails: '', fax: '+44 1225 446000; 01225 446001' },
    ])
    const again = [
      PEOPLE_COLUMNS.join(','),
      ...items.map((row) => csvLine(PEOPLE_COLUMNS.map((name) => row[name]))),
    ]
    expect(figures(await take(again.join('\n')))).toMatchObject({ unchanged: 1, updated: 0 })
    const bad = await take('name,fax\nBob,call me\n')
    expect((await refusals(bad.id)).items).toMatchObject([{ field: 'fax' }])
  })

  test('takes persons, organizations and owners in; the same file again changes nothing', async () => {
    const file =
      'kind,external_id,name,first_name,last_name,email,other_emails,organization,organization_kind,owner,owner_email,phone,city\n'
      + 'organization,O1,Acme Ltd,,,Office@Acme.example,,,company,Ruth,ruth@firm.example,1,Leeds\n'
      + 'person,P1,,Ann,Lee,Ann@Acme.example,ann@home.example; ann@club.example,ACME Ltd,,Ruth,,2,York\n'
      + 'person,P1,,Ann,Lee,Ann@Acme.example,,The Lees,household,Ruth,,,\n'
      + ',P2,Bob,,,,,The Lees,household,,,,\n'
      + ',,Cat,,,cat@x.example,,,,,,,\n'
      + ',,Dan,,,,,,,,,,\n'
    const first = await take(file)
    expect(figures(first)).toEqual({ created: 5, updated: 1, unchanged: 0, refused: 0 })
    expect(first).toMatchObject({ status: 'done', organizations_created: 2, rows_read: 6 })
    expect(first.bytes_done).toBe(first.bytes_total)
    const then = await everybody()
    expect(then).toEqual([
      'import | Acme Ltd | Ruth | *office@acme.example | company Acme Ltd',
      'P1 | import | Ann Lee | Ruth | *ann@acme.example ann@club.example ann@home.example | company Acme Ltd, household The Lees',
      'P2 | import | Bob | household The Lees',
      'import | Cat | *cat@x.example',
      'import | Dan',
    ])
    const again = await take(file)
    expect(figures(again)).toEqual({ created: 0, updated: 0, unchanged: 6, refused: 0 })
    expect(again).toMatchObject({ organizations_created: 0, organizations_updated: 0 })
    expect(await everybody()).toEqual(then)
  })

  test('is fenced: another workspace sees nothing of it', async () => {
    const run = await take(`${HEADER}1,Ann,ann@x.example,,Acme,,Ruth\n,,broken\n`)
    await at.database.inWorkspace(at.otherWorkspaceId, async (tx) => {
      for (const table of [
        'person',
        'address',
        'organization',
        'owner',
        'import',
        'import_refusal',
      ] as const) {
        expect(await tx.selectFrom(table).selectAll().execute()).toEqual([])
      }
      const asked = { workspaceId: at.otherWorkspaceId, importId: run.id }
      expect((await listRefusals(tx, asked, { limit: 10 })).items).toEqual([])
    })
  })

  test('changes what a row says, and leaves what it does not', async () => {
    await take(`${HEADER}1,Ann,a@x.example,b@x.example,Acme,,Ruth\n`)
    const run = await take(`${HEADER}1,Anna,c@x.example,,Other,,\n`)
    expect(figures(run)).toEqual({ created: 0, updated: 1, unchanged: 0, refused: 0 })
    expect(await everybody()).toEqual([
      // The first address is another: the person has changed addresses.
      '1 | import | Anna | Ruth | (a@x.example) b@x.example *c@x.example | company Other',
    ])
  })

  test('adopts the people an ESP made of addresses, instead of doubling them', async () => {
    await inside((tx) =>
      identifyAddresses(
        tx,
        workspaceId,
        new Map([
          ['ann@x.example', { address: 'Ann@x.example', name: { first: 'A', last: 'L' } }],
          ['ann@home.example', { address: 'ann@home.example' }],
          ['stranger@x.example', { address: 'stranger@x.example' }],
        ]),
      ),
    )
    const file = `${HEADER}1,Ann Lee,ann@x.example,ann@home.example,,,\n2,Bob,ann@x.example,,,,\n`
    expect(figures(await take(file))).toMatchObject({ created: 1, updated: 1 })
    expect(await everybody()).toEqual([
      '1 | import | Ann Lee | ann@home.example *ann@x.example',
      'esp | stranger@x.example | *stranger@x.example',
      '2 | import | Bob | *ann@x.example',
    ])
    expect(figures(await take(file))).toMatchObject({ unchanged: 2, created: 0, updated: 0 })
  })

  test('takes in an ESP-made person of an address it gives, unless that one has a wish of its own', async () => {
    await take(`${HEADER}1,Ann,a@x.example,,,,\n`)
    await inside((tx) =>
      identifyAddresses(
        tx,
        workspaceId,
        new Map([
          ['b@x.example', { address: 'b@x.example' }],
          ['c@x.example', { address: 'c@x.example' }],
        ]),
      ),
    )
    await inside((tx) =>
      sql`insert into consent_fact (workspace_id, person_id, scope, opted_in, occurred_at,
        source, natural_key) select workspace_id, id, 'everything', false, now(), 'user', 'k'
        from person where name = 'c@x.example'`.execute(tx),
    )
    await take(`${HEADER}1,Ann,a@x.example,b@x.example;c@x.example,,,\n`)
    expect(await everybody()).toEqual([
      '1 | import | Ann | *a@x.example b@x.example c@x.example',
      'esp | c@x.example | *c@x.example',
    ])
  })

  test('does not bring back an address that was corrected', async () => {
    await take(`${HEADER}1,Ann,old@x.example,,,,\n,Cat,cat@x.example,,,,\n`)
    await inside((tx) =>
      sql`update person_address set ended_at = now(), is_primary = false`.execute(tx),
    )
    const again = await take(`${HEADER}1,Ann,old@x.example,,,,\n,Cat,cat@x.example,,,,\n`)
    expect(figures(again)).toEqual({ created: 0, updated: 0, unchanged: 2, refused: 0 })
    expect(await everybody()).toEqual([
      '1 | import | Ann | (old@x.example)',
      'import | Cat | (cat@x.example)',
    ])
  })

  test('touches no opt-out', async () => {
    const file = `${HEADER}1,Ann,ann@x.example,,,,\n`
    await take(file)
    await inside(async (tx) => {
      const address = await tx.selectFrom('address').select('id').executeTakeFirstOrThrow()
      await sql`insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at,
        source, natural_key) values (${workspaceId}, ${address.id}, 'everything', false, now(),
        'esp', 'k')`.execute(tx)
    })
    await take(file.replace('Ann', 'Anna'))
    const facts = await inside((tx) => tx.selectFrom('consent_fact').selectAll().execute())
    expect(facts.length).toBe(1)
    const out = await inside((tx) => tx.selectFrom('opted_out_person').selectAll().execute())
    expect(out.length).toBe(1)
  })

  test('a dry run counts alike and writes nothing', async () => {
    const file = `${HEADER}1,Ann,ann@x.example,,Acme,,Ruth\n2,Bob,bob@x.example,,Acme,,Ruth\n3,,bad,,,,\n`
    const dry = await importFile(homing, workspaceId, file, true)
    expect(dry.message).toMatch(/dry run/)
    expect(await everybody()).toEqual([])
    const real = await take(file)
    expect(figures(dry)).toEqual(figures(real))
    expect(dry.organizations_created).toBe(real.organizations_created)
  })
})

describe('bad rows', () => {
  test('each is kept with line, field and reason; the good ones go in', async () => {
    const run = await take(
      [
        HEADER.trim(),
        '1,Ann,ann@x.example,,,,',
        '2,Bob,bob at x.example,,,,',
        '',
        '3,"Cat\nLee",cat@x.example,,,,',
        '4,Dan,dan@x.example,,,',
        '5,Eve,eve@x.example,,,,,extra',
        '6,Fay,fay@x.example,bad;worse,,,',
        '7,G"y,gy@x.example,,,,',
        '8,"Hal"x,hal@x.example,,,,',
        '9,I\0v,iv@x.example,,,,',
        `10,${'J'.repeat(1_000_000)},j@x.example,,,,`,
        '11,,,,Acme,,',
        '1,Ann,ann@x.example,,,,',
        '1,Anna,ann@x.example,,Acme,,',
        ',Kim,ann@x.example,,,,',
        '12,Lou,lou@x.example,,Acme,club,',
        ',,,,,,',
        '13,Max,max@x.example,,,,',
        '14,"open,o@x.example,,,,',
        '15,Ned,ned@x.example,,,,',
      ].join('\r\n'),
    )
    const { items } = await refusals(run.id)
    expect(
      items.map(({ line, field, reason }) => `${line} ${field}: ${reason.slice(0, 42)}`),
    ).toEqual([
      '3 email: There is a space, a line break or an invis',
      '7 : The row has 6 cells, the header 7. Put cel',
      '8 : The row has 8 cells, the header 7. Put cel',
      '9 other_emails: There is no @ in the address.',
      '10 : There is a quote inside a cell that is not',
      '11 : Something follows the closing quote of a c',
      '12 name: There is a NUL character in “name”.',
      '13 name: “name” has 1,000,000 characters; at most 3',
      '14 name: The row names nobody: it needs a name or a',
      '15 external_id: Line 2 has the same external_id; this one ',
      '16 external_id: Line 2 has the same external_id and says s',
      '17 external_id: Line 2 names the same person by an externa',
      '18 organization_kind: “club” is none of: company, household.',
      '21 : A quote is opened here and never closed.',
    ])
    expect(run.rows_read).toBe(18)
    expect((await everybody()).map((who) => who.split(' | ')[2])).toEqual([
      'Ann',
      'Cat Lee',
      'Max',
      'Ned',
    ])
    expect(items[7]!.record['name']!.length).toBeLessThan(3_000)
  })

  test('the file of refusals can be mended and sent again as it is', async () => {
    const run = await take('Name;E-Mail;Notes\nAnn;ann at x;=1+1\nBob;bob@x.example;-\n')
    expect(run.message).toBe('Columns not known here, and passed over: “Notes”.')
    const columns = await inside((tx) => refusalColumns(tx, { workspaceId, importId: run.id }))
    const { items } = await refusals(run.id)
    const file =
      csvLine(columns.map(([name]) => name))
      + items.map((row) => csvLine(columns.map(([, value]) => value(row)))).join('')
    expect(file).toContain("'=1+1")
    const again = await take(file.replace('ann at x', 'ann@x.example'))
    expect(figures(again)).toEqual({ created: 1, updated: 0, unchanged: 0, refused: 0 })
  })

  test.each([
    ['email,name,email\na@x.example,A,\n', /“email” is there twice/],
    ['just,some,words\n1,2,3\n', /has to be a header/],
    ['\n\n', /no header/],
    ['e\0m\0a\0i\0l\0', /NUL/],
  ])('the file %j is refused whole, with a reason', async (file, reason) => {
    const run = await take(file)
    expect(run.status).toBe('failed')
    expect(run.message).toMatch(reason)
    const left = await inside((tx) => tx.selectFrom('import_chunk').select('place').execute())
    expect(left).toEqual([])
  })

  test('an empty file and one that breaks off are refused, and kept as failed', async () => {
    const asked = { workspaceId, fileName: 'x.csv', isDryRun: false, startedBy: 'Test' }
    await expect(receiveImport(homing, asked, bytesOf(''))).rejects.toThrow(/empty/)
    async function* broken() {
      yield Buffer.alloc(300_000, 'a')
      throw new Error('the sender is gone')
    }
    await expect(receiveImport(homing, asked, broken())).rejects.toThrow(/gone/)
    const runs = await inside((tx) =>
      tx.selectFrom('import').select(['status', 'message']).execute(),
    )
    expect(runs.map((run) => run.status)).toEqual(['failed', 'failed'])
    const left = await inside((tx) => tx.selectFrom('import_chunk').select('place').execute())
    expect(left).toEqual([])
  })

  test('encodings and delimiters of spreadsheets are read', async () => {
    const text = 'Name;E-Mail;Ort\r\nZoë Őry;zoe@x.example;Köln\r\n'
    await take(Buffer.from(`\ufeff${text}`, 'utf16le'))
    const again = await take(`\ufeff${text}`)
    expect(figures(again)).toMatchObject({ unchanged: 1 })
    const latin = await take(Buffer.from('name,email\nJos\xe9,jose@x.example\n', 'latin1'))
    expect(latin.message).toMatch(/Windows-1252/)
    expect((await everybody()).map((who) => who.split(' | ')[1])).toEqual(['Zoë Őry', 'José'])
  })
})

describe('the export', () => {
  test('taken in again changes nothing, formulas and all', async () => {
    await take(
      `${HEADER}1,=cmd(),ann@x.example,b@x.example;c@x.example,+Acme,,@Ruth\n`
        + '1,=cmd(),ann@x.example,,Home,household,@Ruth\n'
        + `2,"'-x ""y"", z",,,,,\n,Cat,cat@x.example,,Acme,,\n`,
    )
    const before = await everybody()
    const { items, next } = await inside((tx) => exportPeople(tx, workspaceId, { limit: 100 }))
    expect(next).toBe(null)
    const file =
      csvLine(PEOPLE_COLUMNS)
      + items.map((row) => csvLine(PEOPLE_COLUMNS.map((column) => row[column]))).join('')
    expect(file).toContain(",'=cmd(),")
    const again = await take(file)
    expect(figures(again)).toEqual({ created: 0, updated: 0, unchanged: 4, refused: 0 })
    expect(await everybody()).toEqual(before)
  })

  test('comes in pages', async () => {
    await take(`${HEADER}1,A,,,,,\n2,B,,,,,\n3,C,,,,,\n`)
    const first = await inside((tx) => exportPeople(tx, workspaceId, { limit: 2 }))
    const second = await inside((tx) =>
      exportPeople(tx, workspaceId, { limit: 2, after: first.next! }),
    )
    expect([...first.items, ...second.items].map((row) => row.name)).toEqual(['A', 'B', 'C'])
    expect(second.next).toBe(null)
  })
})
