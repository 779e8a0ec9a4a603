import { pino } from 'pino'
import { rememberCampaign } from '../../src/campaigns/index.ts'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import type { EventKind } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import {
  carryOutTask,
  listProblems,
  readReceipts,
  storeReceipt,
  type Ask,
  type ReadOutcome,
  type TaskView,
} from '../../src/ledger/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { NOW, SENT_AT } from './world.ts'

export interface ReceiptsWorld {
  homing: Homing
  by: { workspaceId: number; name: string }
  connectionId: number
  inWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Keeps a page as it came; answers its receipt. */
  arrive(rows: unknown[], ask?: Ask): Promise<number>
  /** Reads whatever waits, as a run does; answers what became of it all. */
  read(): Promise<ReadOutcome[]>
  knowCampaign(id: string, activity: string): Promise<number>
  finish(task: TaskView): Promise<void>
  open(): ReturnType<typeof listProblems>
  count(table: string): Promise<number>
}

/**
 * A firm of its own with a connection to Constant Contact, whose pages the test writes itself, and
 * one known mailing.
 */
export async function receiptsWorld({ database }: TestDatabase): Promise<ReceiptsWorld> {
  const workspaceId = await makeWorkspace(database, 'Example & Partners')
  const homing = {
    database,
    connectors: [constantContact],
    jobs: { enqueue: async () => undefined } as unknown as Homing['jobs'],
    log: pino({ level: 'silent' }),
    now: () => NOW,
    random: () => 0.5,
  } as unknown as Homing
  const inWorkspace = <T>(work: (tx: Tx) => Promise<T>) => database.inWorkspace(workspaceId, work)
  const { id: connectionId } = await inWorkspace((tx) =>
    tx
      .insertInto('connection')
      .values({
        workspace_id: workspaceId,
        connector: constantContact.id,
        name: 'Constant Contact',
        status: 'active',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  const world: ReceiptsWorld = {
    homing,
    by: { workspaceId, name: 'Ada Example' },
    connectionId,
    inWorkspace,
    arrive: (rows, ask = { stream: 'events', activity: 'A1', kind: 'sent' }) =>
      inWorkspace((tx) =>
        storeReceipt(tx, { workspaceId, connectionId, runId: null, ask, body: pageOf(rows, ask) }),
      ),
    async read() {
      const outcomes: ReadOutcome[] = []
      for (;;) {
        const read = await inWorkspace((tx) =>
          readReceipts(tx, {
            workspaceId,
            connectionId,
            runId: null,
            connector: constantContact,
            now: NOW,
          }),
        )
        if (read === null) return outcomes
        outcomes.push(read.outcome)
      }
    },
    knowCampaign: (id, activity) =>
      inWorkspace((tx) =>
        rememberCampaign(tx, workspaceId, connectionId, {
          id,
          name: `Letter ${id}`,
          subject: 'News',
          status: 'sent',
          updatedAt: null,
          createdAt: null,
          fromName: '',
          fromAddress: '',
          sentAt: SENT_AT,
          activities: [{ id: activity, role: 'primary_email' }],
        }),
      ),
    finish: (task) => carryOutTask(homing, { workspaceId, taskId: task.id }),
    open: () =>
      inWorkspace((tx) => listProblems(tx, { status: 'open', limit: 200 }, [constantContact])),
    async count(table) {
      const { rows } = await inWorkspace((tx) =>
        sql<{ count: number }>`select count(*)::integer as count from ${sql.table(table)}`.execute(
          tx,
        ),
      )
      return rows[0]!.count
    },
  }
  await world.knowCampaign('C1', 'A1')
  return world
}

const TYPES: Partial<Record<EventKind, string>> = {
  sent: 'em_sends',
  open: 'em_opens',
  bounce: 'em_bounces',
  opt_out: 'em_optouts',
}

/** A row of a report as Constant Contact tells it. */
export function row(name: string, more: Record<string, unknown> = {}, kind: EventKind = 'sent') {
  return {
    contact_id: `contact-${name}`,
    campaign_activity_id: 'A1',
    tracking_activity_type: TYPES[kind],
    email_address: `${name}@example.com`,
    created_time: new Date(SENT_AT).toISOString(),
    ...more,
  }
}

function pageOf(rows: unknown[], ask: Ask): Uint8Array {
  const name = ask.stream === 'events' ? 'tracking_activities' : 'contacts'
  return Buffer.from(JSON.stringify({ [name]: rows }))
}
