import { test } from 'vitest'
import { appendFileSync } from 'node:fs'
import { freshDatabase } from '../database.ts'
import { peopleWorld, importFile } from './world.ts'
import { manyPeople } from './many-rows.ts'
import { listPeople, countPeople, listOwners } from '../../src/people/index.ts'
const log = (s: string) => appendFileSync('/tmp/perf.log', s + '\n')
test('perf', async () => {
  const at = await freshDatabase()
  const { homing } = peopleWorld(at.database)
  const engine = at.database.engine as any
  const lend = engine.lend
  let spent = new Map<string, [number, number]>()
  engine.lend = async () => {
    const s = await lend()
    return { ...s, async query(text: string, values?: unknown[]) {
      const t = process.cpuUsage().user
      const r = await s.query(text, values)
      const k = text.replace(/\s+/g, ' ').slice(0, 70)
      const e = spent.get(k) ?? [0, 0]
      spent.set(k, [e[0] + (process.cpuUsage().user - t) / 1000, e[1] + 1])
      return r
    } }
  }
  for (const n of [100000, 100000]) {
    const t = performance.now(); const c = process.cpuUsage()
    spent = new Map()
    const r = await importFile(homing, at.workspaceId, manyPeople(n))
    log([n, performance.now() - t, process.cpuUsage(c).user/1000, r.people_unchanged, [...spent].sort((a, b) => b[1][0] - a[1][0]).slice(0, 12).map(([k, v]) => `${v[0].toFixed(0)} ${v[1]} ${k}`).join('\n')].join(' '))
  }
  const timed = async (name: string, work: (tx: any) => Promise<unknown>) => {
    const c = process.cpuUsage().user
    await at.database.inWorkspace(at.workspaceId, work)
    log(`${name} ${(process.cpuUsage().user - c) / 1000}`)
  }
  for (const round of [1, 2]) {
  await timed('count', (tx) => countPeople(tx, at.workspaceId))
  await timed('owners', (tx) => listOwners(tx, at.workspaceId))
  for (const q of [{}, { owner: 'Owner 7' }, { search: 'number 77777' }, { search: 'HOME43210@' }, { search: 'company 4999' }, { search: 'pe' }, { search: 'person' }, { state: 'opted_out' }, { state: 'invalid_address' }, { state: 'not_in_crm' }])
    await timed(JSON.stringify(q), (tx) => listPeople(tx, at.workspaceId, { state: 'all', limit: 50, ...q } as any))
  if (round === 1) { const s = await engine.lendAsOwner(); await s.query('analyze'); s.release(); log('analyzed') }
  }
  await at.close()
}, 900000)
