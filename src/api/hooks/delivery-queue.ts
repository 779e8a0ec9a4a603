import type { PackedDelivery } from '../../ledger/index.ts'

/** Deliveries one transaction stores at most, and their bytes. */
const BATCH_MAX = 250
const BATCH_BYTES_MAX = 8 * 1024 * 1024
/** Transactions at once, each of another workspace. */
const FLUSHES_MAX = 2

/** Stores deliveries of one workspace in one transaction; answers for each whether it is new. */
export type Store = (workspaceId: number, deliveries: PackedDelivery[]) => Promise<boolean[]>

interface Entry {
  delivery: PackedDelivery
  /** Tells everybody who brought this delivery; the first is the one who may have been new. */
  tell: ((outcome: 'stored' | 'repeated' | Error) => void)[]
}

/**
 * Group commit: what arrives while a transaction is under way is stored together by the next one,
 * so that the disk is waited for once for many. The same delivery brought several times at the same
 * moment is stored once. How much waits is bounded by the door's allowance.
 */
export class DeliveryQueue {
  readonly #store: Store
  /** By workspace, the longest waiting first. */
  readonly #lanes = new Map<number, Map<string, Entry>>()
  readonly #flushing = new Set<number>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Resolves once the delivery is on disk; rejects with what stopped it. */
  add(workspaceId: number, delivery: PackedDelivery): Promise<'stored' | 'repeated'> {
    const lane = this.#lanes.get(workspaceId) ?? new Map<string, Entry>()
    this.#lanes.set(workspaceId, lane)
    const key = `${delivery.connectionId}:${Buffer.from(delivery.hash).toString('base64')}`
    const entry = lane.get(key) ?? { delivery, tell: [] }
    lane.set(key, entry)
    return new Promise((resolve, reject) => {
      entry.tell.push((outcome) => {
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      })
      this.#start()
    })
  }

  #start(): void {
    for (const workspaceId of this.#lanes.keys()) {
      if (this.#flushing.size >= FLUSHES_MAX) return
      if (!this.#flushing.has(workspaceId)) void this.#flush(workspaceId)
    }
  }

  async #flush(workspaceId: number): Promise<void> {
    this.#flushing.add(workspaceId)
    const batch = this.#take(workspaceId)
    try {
      const areNew = await this.#store(
        workspaceId,
        batch.map(({ delivery }) => delivery),
      )
      batch.forEach(({ tell }, at) =>
        tell.forEach((one, place) => one(areNew[at] && place === 0 ? 'stored' : 'repeated')),
      )
    } catch (error) {
      for (const { tell } of batch) tell.forEach((one) => one(error as Error))
    } finally {
      this.#flushing.delete(workspaceId)
      this.#start()
    }
  }

  /** Takes a batch from the front of a lane; a lane that is served goes behind the others. */
  #take(workspaceId: number): Entry[] {
    const lane = this.#lanes.get(workspaceId)!
    const batch: Entry[] = []
    let bytes = 0
    for (const [key, entry] of lane) {
      if (batch.length >= BATCH_MAX || bytes >= BATCH_BYTES_MAX) break
      lane.delete(key)
      batch.push(entry)
      bytes += entry.delivery.packed.byteLength
    }
    this.#lanes.delete(workspaceId)
    if (lane.size > 0) this.#lanes.set(workspaceId, lane)
    return batch
  }
}
