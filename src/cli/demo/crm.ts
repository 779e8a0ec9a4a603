import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Call } from '../../api/contract/client.ts'
import { connectors } from '../../connectors/index.ts'
import { progress } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { counted, number } from '../words.ts'
import { connectAccount, syncToTheEnd } from './job.ts'
import type { CrmResult } from './result.ts'
import type { SandboxProcess } from './sandbox.ts'

/** The law firm's database behind the protocol of another server, by the name of its sandbox. */
const SQL_SERVER = 'database-sqlserver'

/** The CRMs that can be simulated, by the names of their sandboxes. */
export const CRMS = [
  ...connectors.filter(({ system }) => system === 'crm').map(({ id }) => id),
  SQL_SERVER,
]

const POLL_MS = 400
/** Ten minutes: some hundreds of opt-outs and dead addresses at the pace a CRM is told at. */
const POLLS_MAX = (10 * 60 * 1000) / POLL_MS

export interface CrmSide {
  connectionId: number
  taken: Pick<CrmResult, 'people' | 'organizations'>
}

/**
 * Connects the CRM and takes over its people and organizations; then reads the rest of it, so that
 * what it must be told is told at once. Answers how many there are, of which nobody else has told.
 */
export async function bringPeopleOfCrm(
  call: Call,
  crm: SandboxProcess,
  terminal: Terminal,
): Promise<CrmSide> {
  const connector = crm.esp === SQL_SERVER ? 'database' : crm.esp
  const { id, name } = await connectAccount(call, { ...crm, esp: connector, siteUrl: crm.url })
  await syncToTheEnd(call, { id, name: 'People', terminal, kinds: 'people' })
  const { people, organizations } = await call('people.count', {})
  await syncToTheEnd(call, { id, name, terminal })
  return { connectionId: id, taken: { people, organizations } }
}

/** Waits until the CRM was told everything; throws with what it was not told. */
export async function tellCrm(call: Call, id: number, terminal: Terminal): Promise<void> {
  await tellWriteBacks(call, id, terminal)
  await tellActivities(call, id, terminal)
}

async function tellWriteBacks(call: Call, id: number, terminal: Terminal): Promise<void> {
  const bar = progress(terminal, 'Telling the CRM')
  const params = { connectionId: id }
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const { waiting, acknowledged, held, failing } = await call('goingOut.show', { params })
    if (held !== null) throw new Error(`The CRM is not told: ${held.reason}`)
    if (waiting === 0) {
      // Until then they are tried again by themselves.
      if (failing.length > 0) throw new Error(`The CRM is not told: ${failing[0]!.reason}`)
      bar.end(`done: ${number(acknowledged)} opt-outs and dead addresses acknowledged`)
      return
    }
    const words = `${number(waiting)} to go`
    bar.show({ done: acknowledged, total: acknowledged + waiting, words })
    await sleep(POLL_MS)
  }
  throw new Error('The CRM is not told everything in ten minutes.')
}

async function tellActivities(call: Call, id: number, terminal: Terminal): Promise<void> {
  const bar = progress(terminal, 'Activities')
  const params = { connectionId: id }
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const now = await call('activities.show', { params })
    if (!now.canBeTold) return bar.end('none: this CRM cannot be told of them')
    if (!now.isDue && now.waiting === 0) {
      const failed = now.failed + now.campaignsFailed
      if (failed > 0) throw new Error(`The CRM did not take ${failed} activities.`)
      const campaigns = counted(now.campaigns, 'campaign')
      return bar.end(`done: told what ${number(now.told)} targets of ${campaigns} did`)
    }
    const words = now.fault === '' ? `${number(now.waiting)} targets to go` : now.fault
    bar.show({ done: now.told, total: now.told + now.waiting, words })
    await sleep(POLL_MS)
  }
  throw new Error('The CRM is not told of all activities in ten minutes.')
}

const heldByCrm = z.object({
  campaigns: z.number(),
  activities: z.number(),
  optedOut: z.number(),
  invalid: z.number(),
})

/** What the CRM itself holds, past its API: see CrmResult. */
export async function readBackCrm({ url }: SandboxProcess): Promise<z.infer<typeof heldByCrm>> {
  const response = await fetch(`${url}/_sandbox/crm/told`)
  if (!response.ok) throw new Error(`What the CRM holds answered ${response.status}.`)
  return heldByCrm.parse(await response.json())
}
