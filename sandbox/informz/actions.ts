import { childOf, type Element } from '../soap/index.ts'
import { bulkUpload } from './bulk-upload.ts'
import { make, Refused } from './errors.ts'
import { createMailing, hold, schedule } from './mailing-actions.ts'
import { optOut, subscribe, unsubscribe } from './subscriber-actions.ts'
import type { Vendor } from './vendor.ts'

/** Does one action, and answers what stands in its response beside the status. */
export type Action = (vendor: Vendor, asked: Element, now: number) => Element[]

const actions: Readonly<Record<string, Action>> = {
  Subscribe: subscribe,
  BulkUpload: bulkUpload,
  Unsubscribe: unsubscribe,
  Optout: optOut,
  CreateMailing: createMailing,
  CreateMessage: createMailing,
  ScheduleMailing: schedule,
  SetMailingOnHold: hold,
}

/** Does the actions of a request in their order; one that is refused ends it. */
export function answerActions(vendor: Vendor, request: Element, now: number): Element[] {
  const asked = childOf(request, 'Actions')?.children ?? []
  if (asked.length === 0) throw new Refused('InvalidDocumentException', 'There is no action')
  vendor.kept.forget()
  return asked.map((one) => {
    const action = Object.hasOwn(actions, one.name) ? actions[one.name] : undefined
    if (action === undefined) throw new Refused('UnknownActionException', 'No action has that name')
    const done = make('ActionStatus', [make('Status', 'success'), make('Message')])
    return make(one.name, [...action(vendor, one, now), done])
  })
}
