import { PRESETS } from '../../../src/connectors/index.ts'
import { lookAtSource, STILL_MS } from '../../../src/files/index.ts'
import { readWaitingDeliveries } from '../../../src/sync/index.ts'
import { freshHoming, type TestHoming } from '../../api/homing.ts'
import { sql } from '../../database.ts'

const HEADER = 'event,email,campaign_id,campaign,time'

/** Rows of the generic layout: one recipient each. */
export function exportOf(count: number, from = 0): string {
  const rows = Array.from({ length: count }, (_, place) => {
    const second = String((from + place) % 60).padStart(2, '0')
    return `open,p${from + place}@example.com,c1,Letter,2026-05-01T10:00:${second}Z`
  })
  return [HEADER, ...rows, ''].join('\n')
}

export interface Source {
  id: number
  title: string
  fault: string
  remedy: string
  hostKey: string
  nextAt: string
}

export interface Found {
  name: string
  status: string
  fault: string
  rows: number
  isRepeated: boolean
  movedTo: string
  tries: number
  problems: number
}

export interface SourceWorld {
  homing: TestHoming
  key: string
  connectionId: number
  /** Has a new connection that is read from files, by the generic mapping. */
  connect(format?: string): Promise<void>
  /** Moves the clock. */
  pass(ms: number): void
  now(): number
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  add(settings: Record<string, unknown>): Promise<Source>
  /** One look, and reading what it brought. */
  look(id: number): Promise<Source>
  /** Two looks with the rest between them that a file needs. */
  lookTwice(id: number): Promise<Source>
  found(id: number): Promise<Found[]>
  /** Events of this connection's campaigns. */
  events(): Promise<number>
  problems(): Promise<string[]>
}

/** A Homing with a clock of its own; connect() first. */
export async function sourceWorld(more: object = {}): Promise<SourceWorld> {
  const homing = await freshHoming()
  let count = 0
  let clock = Date.parse('2026-06-01T00:00:00Z')
  Object.assign(homing.homing, { now: () => clock, ...more })
  const key = await homing.keyFor('administrator')
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await homing.ask(method, path, { key, body })
    const answer = response.status === 204 ? undefined : ((await response.json()) as T)
    if (!response.ok) throw new Error(JSON.stringify(answer))
    return answer as T
  }
  const { workspaceId } = homing
  const path = () => `/api/connections/${world.connectionId}/file-sources`
  const world: SourceWorld = {
    ...{ homing, key, call },
    connectionId: 0,
    async connect(format) {
      const { id } = await call<{ id: number }>('POST', '/api/connections', {
        ...{ connector: 'file', name: `Files ${++count}`, settings: {} },
      })
      const { mapping } = PRESETS.find((one) => one.id === 'generic')!
      const rules = format === undefined ? mapping : { ...mapping, format: { name: format } }
      const saved = { name: 'Mine', mapping: rules, from: 0 }
      await call('POST', `/api/connections/${id}/file-mapping`, saved)
      world.connectionId = id
    },
    pass: (ms) => void (clock += ms),
    now: () => clock,
    add: (settings) => call<Source>('POST', path(), settings),
    async look(id) {
      await lookAtSource(homing.homing, { workspaceId, sourceId: id })
      await readWaitingDeliveries(homing.homing, workspaceId, world.connectionId)
      const { items } = await call<{ items: Source[] }>('GET', path())
      return items.find((one) => one.id === id)!
    },
    async lookTwice(id) {
      await world.look(id)
      clock += STILL_MS
      return world.look(id)
    },
    async found(id) {
      const { items } = await call<{ items: Found[] }>('GET', `/api/file-sources/${id}/files`)
      return items
    },
    async events() {
      const { rows } = await homing.database.inWorkspace(workspaceId, (tx) =>
        sql<{ count: number }>`
          select count(*)::int as count from event e
          join campaign_identity i on i.campaign_id = e.campaign_id and i.kind = 'campaign'
          where i.connection_id = ${world.connectionId}`.execute(tx),
      )
      return rows[0]!.count
    },
    async problems() {
      const { items } = await call<{ items: { sentence: string }[] }>(
        'GET',
        `/api/problems?connectionId=${world.connectionId}`,
      )
      return items.map(({ sentence }) => sentence)
    },
  }
  return world
}
