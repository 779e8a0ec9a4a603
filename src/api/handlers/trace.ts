import {
  bodyOfReceipt,
  cancelTask,
  eventsOfRecipient,
  listReceipts,
  listTasks,
  readOldReceipts,
  rowsOfReceipt,
  showReceipt,
  showTask,
  traceEvent,
  undoTask,
} from '../../ledger/index.ts'
import type { tasks, trace } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'

export const traceHandlers: Handlers<keyof typeof trace> = {
  'events.list': ({ query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) =>
      eventsOfRecipient(tx, { ...query, hidden: caller.hidden }),
    ),

  'events.trace': ({ params, caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, (tx) => traceEvent(tx, connectors, params.eventId)),

  'receipts.list': ({ query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listReceipts(tx, query)),

  'receipts.show': ({ params, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => showReceipt(tx, params.receiptId)),

  'receipts.rows': ({ params, query, caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, (tx) =>
      rowsOfReceipt(tx, connectors, { ...params, ...query }),
    ),

  'receipts.body': ({ params, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => bodyOfReceipt(tx, params.receiptId)),

  'receipts.readAgain': ({ params, body, caller }, homing) =>
    readOldReceipts(homing, caller, { ...params, ...body }),
}

export const taskHandlers: Handlers<keyof typeof tasks> = {
  'tasks.list': async ({ query, caller }, { database }) => ({
    items: await database.inWorkspace(caller.workspaceId, (tx) => listTasks(tx, query)),
  }),

  'tasks.show': ({ params, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => showTask(tx, params.taskId)),

  'tasks.cancel': ({ params, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => cancelTask(tx, params.taskId)),

  'tasks.undo': ({ params, caller }, homing) => undoTask(homing, caller, params.taskId),
}
