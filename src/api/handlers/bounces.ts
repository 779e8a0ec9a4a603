import { bounceStanding, changeBouncePolicy } from '../../ledger/index.ts'
import type { bounces } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'

export const bounceHandlers: Handlers<keyof typeof bounces> = {
  'bounces.policy': ({ caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => bounceStanding(tx, caller.workspaceId)),

  'bounces.changePolicy': ({ body, caller }, homing) => changeBouncePolicy(homing, caller, body),
}
