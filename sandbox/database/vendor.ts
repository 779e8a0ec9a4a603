import type { Trouble } from './trouble.ts'
import type { Engine } from './wire/engine.ts'
import type { SocketServer } from '../sockets.ts'

/** A statement as it came, without what it was about. */
export interface Heard {
  /** Real time. */
  receivedAt: number
  sql: string
}

/** The job that takes wishes, which runs by itself as long as it is on. */
export interface Job {
  isOn: boolean
  /** Takes what is there, if it is on; answers how much. */
  run(): Promise<number>
  /** Takes what is there, on or off. */
  take(): Promise<number>
}

/** What every button stands on. */
export interface Vendor {
  engine: Engine
  server: SocketServer
  trouble: Trouble
  job: Job
  heard: readonly Heard[]
  moments: () => string
}
