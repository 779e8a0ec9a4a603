import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../src/project-root.ts'

/** The compiled door: it runs on a Node that strips no types, from sources and from their copy. */
const DOOR = join(projectRoot(), 'dist', 'bench', 'hooks', 'door.js')

export interface DoorProcess {
  /** Where deliveries go. */
  url: string
  child: ChildProcess
  /** Processor time it has used so far, in milliseconds. */
  cpuMs(): Promise<number>
  /** Ends it in peace. */
  end(): Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
}

/** Starts the door as a process of its own; env names its database. */
export function startDoor(env: Record<string, string>): Promise<DoorProcess> {
  const child = fork(DOOR, [], { env: { ...process.env, DATABASE_URL: '', ...env }, execArgv: [] })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  return new Promise((start, fail) => {
    child.once('exit', (code) => fail(new Error(`The door ended with status ${code}.`)))
    child.once('message', (message) => {
      const { url } = message as { url: string }
      start({
        url,
        child,
        cpuMs: () =>
          new Promise((tell) => {
            child.once('message', (said) => tell((said as { cpuMs: number }).cpuMs))
            child.send('cpu')
          }),
        async end() {
          if (child.connected) child.disconnect()
          await ended
        },
        async kill() {
          child.kill('SIGKILL')
          await ended
        },
      })
    })
  })
}
