import type { Asked, FaultFace } from './face.ts'
import type { Fault, FaultKind } from './fault.ts'

export interface FaultScript {
  /** Adds a fault behind those already there; answers its number. Refuses what means nothing. */
  add(fault: Fault): number
  /** Removes one fault, or all of them. */
  clear(id?: number): void
  /** What is still to come. */
  pending(): { id: number; kind: FaultKind; left: number; taken: number }[]
  /** The fault for this request, if any; taking it uses it up once. */
  take(request: FaultTarget): Fault | undefined
}

export interface FaultTarget extends Pick<Asked, 'target' | 'operation'> {
  method: string
}

interface Entry {
  id: number
  fault: Fault
  skip: number
  left: number
  taken: number
}

const tokenKinds: readonly FaultKind[] = ['revoke-refresh-token', 'lost-rotated-answer']
const webhookKinds: readonly FaultKind[] = ['lost-webhook', 'repeated-webhook']

/** The target of a webhook, which is never confused with a request's. */
export const webhookTarget = '/_webhooks/'

/** Whether this vendor knows what such a fault would be. */
export function means({ lacks }: Pick<FaultFace, 'lacks'>, kind: FaultKind): boolean {
  return !lacks.includes(kind)
}

/** A request meets at most one fault: the first in the script that fits and is not used up. */
export function createFaultScript(face: FaultFace): FaultScript {
  let entries: Entry[] = []
  let lastId = 0
  return {
    add: (fault) => {
      if (!means(face, fault.kind)) throw new Error(`There is no ${fault.kind} at this vendor.`)
      lastId += 1
      const entry = { id: lastId, fault, skip: fault.after ?? 0, left: fault.times ?? 1, taken: 0 }
      entries.push(entry)
      return lastId
    },
    clear: (id) => {
      entries = id === undefined ? [] : entries.filter((entry) => entry.id !== id)
    },
    pending: () =>
      entries
        .filter((entry) => entry.left > 0)
        .map(({ id, fault, left, taken }) => ({ id, kind: fault.kind, left, taken })),
    take: (request) => {
      for (const entry of entries) {
        if (entry.left <= 0 || !fits(face, entry.fault, request)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        entry.left -= 1
        entry.taken += 1
        return entry.fault
      }
      return undefined
    },
  }
}

function fits(face: FaultFace, fault: Fault, request: FaultTarget): boolean {
  const { method, target, operation = '' } = request
  const { match = {} } = fault
  const hook = webhookKinds.includes(fault.kind)
  if (hook !== target.startsWith(webhookTarget)) return false
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false
  if (match.operation !== undefined && !named(match.operation, operation)) return false
  // Faults of the token endpoint find it by themselves; all others mean the API.
  const usual = (tokenKinds.includes(fault.kind) && face.token) || face.api
  const path = match.path ?? (hook ? webhookTarget : usual)
  return reaches(path, target)
}

/** Whether a place, as faults name it, is in that target. */
export function reaches(place: RegExp | string, target: string): boolean {
  return typeof place === 'string' ? target.includes(place) : new RegExp(place).test(target)
}

function named(asked: RegExp | string, operation: string): boolean {
  return typeof asked === 'string' ? asked === operation : new RegExp(asked).test(operation)
}
