import { AsyncLocalStorage } from 'node:async_hooks'

/** The piece of work a line of the log belongs to: a request, a job, a run. */
export type WorkNames = Readonly<Record<string, string | number>>

const current = new AsyncLocalStorage<WorkNames>()

/** Does some work under a name: every line logged within, however deep, carries it. */
export function inWork<T>(names: WorkNames, work: () => T): T {
  return current.run({ ...current.getStore(), ...names }, work)
}

/** The names of the work at hand, of all that surround it too. */
export function workAtHand(): WorkNames {
  return current.getStore() ?? {}
}
