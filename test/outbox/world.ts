import { pino } from 'pino'
import type { Homing } from '../../src/homing.ts'
import { connectors } from '../../src/connectors/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

export const START = Date.parse('2026-05-03T12:00:00Z')

const USUAL = 0.5

export interface OutboxWorld extends TestDatabase {
  homing: Homing
  log: string[]
  /** How often a job that sends was asked for. */
  asked(): number
  later(ms: number): void
  /** What random answers from now on, 0 ≤ value < 1: pauses are as long as it says. */
  chance(value: number): void
  /** Takes all away and puts clock and chance back: a fresh database a test costs seconds. */
  empty(): Promise<void>
  rows<Row>(text: string): Promise<Row[]>
}

/** A Homing that reaches loopback receivers, with a clock one moves and jobs nobody works on. */
export async function outboxWorld(allowPrivate: boolean | string[] = true): Promise<OutboxWorld> {
  const test = await freshDatabase()
  const log: string[] = []
  let now = START
  let random = USUAL
  let asked = 0
  const http = createHttp({ allowPrivate })
  const homing: Homing = {
    database: test.database,
    http,
    jobs: {
      enqueue: async () => void (asked += 1),
    } as unknown as Homing['jobs'],
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors,
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    now: () => now,
    random: () => random,
  }
  return {
    ...test,
    homing,
    log,
    asked: () => asked,
    later: (ms) => void (now += ms),
    chance: (value) => void (random = value),
    async empty() {
      now = START
      random = USUAL
      log.length = 0
      const owner = await test.database.engine.lendAsOwner()
      try {
        await owner.script(
          `truncate user_account, audit, connection, campaign, webhook_endpoint, webhook_news, alarm, alarm_look,
             campaign_count, campaign_hour cascade`,
        )
      } finally {
        owner.release()
      }
    },
    rows: async <Row>(text: string) =>
      (await test.database.inWorkspace(test.workspaceId, (tx) => sql.raw<Row>(text).execute(tx)))
        .rows,
    async close() {
      http.close()
      await test.close()
    },
  }
}
