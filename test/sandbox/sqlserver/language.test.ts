import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Connection } from 'tedious'
import type { Sandbox } from '../../../sandbox/index.ts'
import { administrator, ask, numberOf, open, start, type Row } from './client.ts'

let sandbox: Sandbox
let admin: Connection
beforeAll(async () => {
  sandbox = await start()
  admin = await open(sandbox, administrator)
  await ask(admin, tables)
}, 180_000)
afterAll(async () => {
  admin.close()
  await sandbox.close()
})

const tables = `
create table dbo.client (
  id int identity(1,1) primary key, code nvarchar(10) not null, name nvarchar(20) null,
  exact varchar(10) collate Latin1_General_BIN2, at datetime2(3));
create unique index one_code on dbo.client (code);
insert into client (code, name, exact, at) values
  (N'A1', N'Ames', 'a', '2026-01-02T03:04:05.678'), (N'b2', null, 'A', null)`

const run = (sql: string): Promise<Row[]> => ask(admin, sql)

it.each([
  [`select code from client where code = 'a1   '`, [{ code: 'A1' }]],
  [`select code from client where exact = 'A'`, [{ code: 'b2' }]],
  [`select code from client where code collate Latin1_General_BIN2 = 'a1'`, []],
  [`select code as [Order] from client order by name`, [{ Order: 'b2' }, { Order: 'A1' }]],
  [`select code from client order by id offset 1 rows fetch next 5 rows only`, [{ code: 'b2' }]],
  [`select top (1) c.code + N'-' + isnull(c.name, '?') as x from dbo.client c`, [{ x: 'A1-Ames' }]],
  [`select len('ab  ') as l, datalength(N'ab  ') as d`, [{ l: 2, d: 8 }]],
  [
    `select convert(varchar(30), at, 126) as a from client where id = 1`,
    [{ a: '2026-01-02T03:04:05.6780000' }],
  ],
  [
    `select case when exists (select 1 from client where name is null) then 1 else 0 end as e`,
    [{ e: 1 }],
  ],
  [`select count(*) as n from client where code in ('A1', 'x') and not name like 'b%'`, [{ n: 1 }]],
  [
    `with w as (select code from client) select count(*) as n from w join client c on c.code = w.code`,
    [{ n: 2 }],
  ],
  [`declare @n int = 2; set @n = @n * 3; if @n > 5 select @n as n else select 0 as n`, [{ n: 6 }]],
  [`select id from client where id = '1'`, [{ id: 1 }]],
  [`select cast(dateadd(day, 1, '2026-01-31') as date) as d`, [{ d: new Date('2026-02-01') }]],
  [
    `select column_name as c, data_type as t, character_maximum_length as l
    from information_schema.columns where table_name = 'client' and table_schema = 'dbo' and ordinal_position > 3`,
    [
      { c: 'exact', t: 'nvarchar', l: 10 },
      { c: 'at', t: 'datetime2', l: null },
    ],
  ],
  [`select has_perms_by_name('dbo.client', 'OBJECT', 'DELETE') as may`, [{ may: 1 }]],
])('%s', async (sql, expected) => {
  expect(await run(sql)).toEqual(expected)
})

it.each([
  ['select * from client limit 1', 102],
  ['select 1::int', 102],
  ['insert into client (code) values (1) returning id', 102],
  ['insert into client (code) values (1) on conflict do nothing', 156],
  ['select true', 207],
  ['select code from client offset 1 rows', 102],
  ['select code from client where id', 4145],
  [`select 'x' || 'y'`, 102],
  ['select now()', 195],
  ['select * from (select code from client order by id) x', 1033],
  [
    `merge client t using (values ('A1')) s (code) on t.code = s.code when matched then delete`,
    10_713,
  ],
  [`insert into client (code) values ('much too long')`, 2628],
  [`insert into client (name) values ('x')`, 515],
  [`insert into client (code) values ('a1 ')`, 2601],
  ['insert into client (id, code) values (1, 2)', 544],
  ['select nothing from client', 207],
  ['select x.id from client', 4104],
  ['select 1 from nowhere', 208],
  [`select 1 + 'x'`, 245],
  [`select cast('soon' as datetime2)`, 241],
  [`select cast('x' as bigint)`, 8114],
  ['select 1 / 0', 8134],
  ['select @x', 137],
  ['select (select id from client)', 512],
  ['select len()', 174],
  ["select 'x", 105],
  ['set nothing on', 195],
  [`select json_value('{}', '$')`, 50_000],
])('refuses %s', async (sql, number) => {
  expect(await numberOf(run(sql))).toBe(number)
})

it('takes no more than 1,000 rows after VALUES', async () => {
  const many = (n: number) =>
    `insert into client (code) values ${Array(n).fill("('1')").join(', ')}`
  expect(await numberOf(run(many(1001)))).toBe(10_738)
  expect(await numberOf(run(many(1000)))).toBe(2601)
})

it('merges, and says what became of each row', async () => {
  const sql = `begin tran; merge into dbo.client with (holdlock) as t
    using (values (N'a1', N'New'), (N'c3', N'Cox')) as s (code, name) on t.code = s.code
    when matched then update set name = s.name
    when not matched by target then insert (code, name) values (s.code, s.name)
    output $action, inserted.code, deleted.name as before; rollback`
  expect(await run(sql)).toEqual([
    { $action: 'UPDATE', code: 'A1', before: 'Ames' },
    { $action: 'INSERT', code: 'c3', before: null },
  ])
})

it('denies before it grants, for logins that were made', async () => {
  await run(`create login clerk with password = 'secret-1'; create user clerk for login clerk;
    grant select, insert on dbo.client to clerk; deny insert on dbo.client to clerk`)
  const clerk = await open(sandbox, { user: 'clerk', password: 'secret-1' })
  const asked = (sql: string) => numberOf(ask(clerk, sql))
  expect(await asked('select id from client')).toBe('done')
  expect(await asked(`insert into client (code) values ('z')`)).toBe(229)
  await run('revoke insert on dbo.client to clerk; grant insert on dbo.client to clerk')
  expect(await asked(`begin tran; insert into client (code) values ('z'); rollback`)).toBe('done')
  clerk.close()
})

it('makes views as docs/database.md has them', async () => {
  await run(`create view dbo.homing_people as
    select c.id as id, c.at as changed_at, c.name as email, c.code as first_name from dbo.client c`)
  expect(await run('select count(*) as n from homing_people')).toEqual([{ n: 2 }])
  expect(await numberOf(run('select 1; create view v as select 1 as a'))).toBe(111)
})
