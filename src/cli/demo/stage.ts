import { dirname, join } from 'node:path'
import type { Call } from '../../api/contract/client.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'
import type { Child } from './child.ts'
import type { Household } from './household.ts'
import { portIfFree, startHomingProcess } from './homing.ts'
import { bringExport, connectFiles, FILE } from './by-files.ts'
import { bringPeopleOfCrm, readBackCrm, tellCrm } from './crm.ts'
import { bringPeople, connectAccount, createFirm, syncToTheEnd } from './job.ts'
import { readResult, type DemoResult } from './result.ts'
import {
  campaignsSent,
  runUntilQuiet,
  startSandboxProcess,
  type SandboxProcess,
} from './sandbox.ts'

/** Long enough ago that everybody's reactions, ten days of them, have room before now. */
const START_DAYS_AGO = 14
/** A day of the recipients' lives passes in five minutes. */
const SPEED = 288
const USUAL_PORT = 4700

export interface StageOptions {
  /** Everything that will happen has happened: nothing moves any more. */
  isQuiet: boolean
  seed: number
  /** Which ESP is simulated, by its connector's id; Constant Contact unless told. */
  esp?: string
  /** A CRM to stand beside it, by its connector's id; none unless told. */
  crm?: string
  port?: number
}

export interface Stage {
  call: Call
  url: string
  sandbox: SandboxProcess
  /** Whose people they are; null where they come as a file. */
  crm: SandboxProcess | null
  /** The news comes as files. */
  isByFiles: boolean
}

/** Starts the sandbox, one of a CRM where that is asked for, and an empty Homing beside them. */
export async function setTheStage(household: Household, options: StageOptions): Promise<Stage> {
  const { isQuiet, seed, esp, crm: crmName, port } = options
  const onStart = (child: Child) => household.add(child)
  const sandbox = await startSandboxProcess({
    // A service that is read from files has no API to simulate: the world is another's.
    ...(esp !== undefined && esp !== FILE && { esp }),
    seed,
    speed: isQuiet ? 0 : SPEED,
    startDaysAgo: START_DAYS_AGO,
    logFile: join(household.folder, 'sandbox.log'),
    onStart,
  })
  if (isQuiet) await runUntilQuiet(sandbox.url)
  const crm =
    crmName === undefined
      ? null
      : await startSandboxProcess({
          esp: crmName,
          seed,
          // Nothing happens in a CRM by itself: its clock is ours.
          speed: 1,
          startDaysAgo: 0,
          logFile: join(household.folder, 'crm.log'),
          onStart,
        })
  const { server } = await startHomingProcess({
    dataDir: join(household.folder, 'data'),
    logFile: join(household.folder, 'homing.log'),
    port: port ?? (isQuiet ? 0 : await portIfFree(USUAL_PORT)),
    mayCall: [sandbox, crm].flatMap((one) => (one === null ? [] : hostsOf(one))).join(','),
    // A service that leaves a log instead of having an API.
    ...(sandbox.log !== undefined && { env: { LOG_FOLDERS: dirname(sandbox.log) } }),
    onStart,
  })
  return { call: connect(server), url: server.url, sandbox, crm, isByFiles: esp === FILE }
}

function hostsOf({ url, host, port }: SandboxProcess): string[] {
  const another = host === undefined || port === undefined ? [] : [`${host}:${port}`]
  return [new URL(url).host, ...another]
}

/** The main job, as a firm would do it: people in, account connected, news home. */
export async function mainJob(stage: Stage, terminal: Terminal): Promise<DemoResult> {
  const { call, sandbox, crm, isByFiles } = stage
  await createFirm(call)
  const started = performance.now()
  const side = crm && (await bringPeopleOfCrm(call, crm, terminal))
  if (side === null) await bringPeople(call, sandbox, terminal)
  if (isByFiles) {
    const { id } = await connectFiles(call)
    await bringExport(call, sandbox, id)
  } else {
    const { id, name } = await connectAccount(call, sandbox)
    await syncToTheEnd(call, { id, name, terminal })
  }
  const seconds = (performance.now() - started) / 1000
  if (side !== null) await tellCrm(call, side.connectionId, terminal)
  const result = {
    ...(await readResult(call, seconds)),
    campaignsSent: await campaignsSent(sandbox),
  }
  if (crm === null || side === null) return result
  return { ...result, crm: { ...side.taken, ...(await readBackCrm(crm)) } }
}
