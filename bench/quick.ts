// scratch
import { openDatabase } from '../src/platform/database/index.ts'
import pg from 'pg'
import { copyIntoPostgres } from './copy.ts'
import { prepareGround } from './ground.ts'
import { ingest } from './ingest.ts'
const base = process.env.U!
const c = new pg.Client({ connectionString: base }); await c.connect()
const name = 'bq_' + process.pid
await c.query(`create database ${name}`)
const url = new URL(base); url.pathname = '/' + name
const database = await openDatabase({ url: url.href, dataDir: null, migrationsDir: new URL('../migrations/', import.meta.url).pathname })
import { readFileSync, readdirSync } from 'node:fs'
export function pgcpu() { let sum = 0; for (const d of readdirSync('/proc')) if (/^\d+$/.test(d)) try { const l = readFileSync('/proc/'+d+'/cmdline','utf8'); if (!l.includes(name) ) continue; const s = readFileSync('/proc/'+d+'/stat','utf8').split(') ')[1]!.split(' '); sum += Number(s[11])+Number(s[12]) } catch {} return sum * 10 }
;(globalThis as any).pgcpu = pgcpu
const stat: Record<string, number[]> = {}
const lend = database.engine.lend.bind(database.engine)
let pid = 0
database.engine.lend = async () => { const ses = await lend(); const q = ses.query.bind(ses); pid = (await q<any>('select pg_backend_pid() as p')).rows[0].p
  ses.query = async (text: string, values?: unknown[]) => { const k = text.trim().replace(/\s+/g,' ').slice(0,90); const c0 = Number(readFileSync('/proc/'+pid+'/schedstat','utf8').split(' ')[0]); const t0 = performance.now(); try { return await q(text, values) as any } finally { const e = (stat[k] ??= [0,0,0]); e[0]! += performance.now()-t0; e[1]! += (Number(readFileSync('/proc/'+pid+'/schedstat','utf8').split(' ')[0])-c0)/1e6; e[2]! += 1 } }
  return ses }
let t = performance.now()
const ground = await prepareGround(database)
for (const k in stat) delete stat[k]; console.log('ground', performance.now() - t)
const target = await copyIntoPostgres(url.href)
const f = await ingest(ground, target, { size: Number(process.argv[2] ?? 400000), seed: 1, batchEvents: Number(process.argv[3] ?? 20000) })
console.log(f, 'path/s', f.events / f.pathMs * 1000 | 0, 'copy/s', f.events / f.copyMs * 1000 | 0, 'ratio', f.copyMs / f.pathMs)
console.table(Object.entries(stat).sort((a,b)=>b[1][1]!-a[1][1]!).slice(0,14).map(([k,v])=>({k, wall20k: v[0]!/f.events*20000|0, cpu20k: v[1]!/f.events*20000|0, n: v[2]})))
console.log('cpu ms/20k', (globalThis as any).cpus && Object.fromEntries(Object.entries((globalThis as any).cpus as Record<string, number>).map(([k,v])=>[k, v/f.events*20000|0])))
await target.close(); await database.close()
if (!process.env.KEEP) await c.query(`drop database ${name} with (force)`); else console.log(name)
await c.end()
