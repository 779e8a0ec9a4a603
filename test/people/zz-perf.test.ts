import { test } from 'vitest'
import { freshDatabase } from '../database.ts'
import { peopleWorld, importFile } from './world.ts'
import { manyPeople } from './many-rows.ts'
test('perf', async () => {
  const at = await freshDatabase()
  const { homing } = peopleWorld(at.database)
  const engine = at.database.engine as any
  const lend = engine.lend
  let spent = new Map<string, [number, number]>()
  engine.lend = async () => {
    const s = await lend()
    return { ...s, async query(text: string, values?: unknown[]) {
      const t = performance.now()
      const r = await s.query(text, values)
      const k = text.replace(/\s+/g, ' ').slice(0, 70)
      const e = spent.get(k) ?? [0, 0]
      spent.set(k, [e[0] + performance.now() - t, e[1] + 1])
      return r
    } }
  }
  for (const n of [30000, 30000]) {
    const t = performance.now(); const c = process.cpuUsage()
    spent = new Map()
    const r = await importFile(homing, at.workspaceId, manyPeople(n))
    console.log(n, performance.now() - t, process.cpuUsage(c).user/1000, r.people_unchanged, [...spent].sort((a, b) => b[1][0] - a[1][0]).slice(0, 14).map(([k, v]) => `${v[0].toFixed(0)} ${v[1]} ${k}`).join('\n'))
  }
  await at.close()
}, 300000)
