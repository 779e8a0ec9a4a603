import { test } from 'vitest'
import { sql } from 'kysely'
import { appendFileSync } from 'node:fs'
import { freshDatabase } from '../database.ts'
import { identifyAddresses } from '../../src/people/index.ts'
const log = (s: string) => appendFileSync('/tmp/perf.log', s + '\n')
test('perf', async () => {
  const at = await freshDatabase()
  const met = (n: number, p = '') => new Map(Array.from({ length: n }, (_, i) => [`${p}p${i}@x.example`, { address: `${p}p${i}@x.example` }]))
  for (const [n, p] of [[500, 'w'], [2000, 'a'], [4000, 'b'], [8000, 'c'], [20000, 'd'], [20000, 'd'], [20000, 'd']] as const) {
    const c = process.cpuUsage().user
    await at.database.inWorkspace(at.workspaceId, (tx) => identifyAddresses(tx, at.workspaceId, met(n, p)))
    log(`${n}${p} ${(process.cpuUsage().user - c) / 1000}`)
  }
  const c2 = await at.database.inWorkspace(at.workspaceId, async (tx) => {
    const canonicals = [...met(20000, 'd').keys()]
    return sql<any>`explain analyze 
    select array_agg(a.id order by met.place) as ids
    from unnest(${canonicals}::text[]) with ordinality as met (canonical, place)
    left join address a on a.workspace_id = ${at.workspaceId} and a.kind = 'email'
      and a.canonical = met.canonical`.execute(tx)
  })
  log(c2.rows.map((r: any) => r['QUERY PLAN']).join('\n').slice(0, 3000))
  await at.close()
}, 900000)
