import type { Run } from '../world/campaigns.ts'
import type { Row } from '../world/rows.ts'
import { addressed, receives } from '../world/story.ts'
import type { ContactState, World } from '../world/world.ts'
import type { Message } from './message-book.ts'

/** The list through which a contact was meant to get a message, of those it went to. */
export function listOf({ listIds }: ContactState, run: Run): string | undefined {
  return run.listIds.find((id) => listIds.includes(id)) ?? listIds[0]
}

/** The time a message went out to which a row belongs. */
export function runOf({ activity }: Message, row: Row): Run | undefined {
  return activity.runs.findLast((run) => run.at <= row.at)
}

export interface LeftOut {
  run: Run
  state: ContactState
}

/** Everybody a message was meant for and who might not be written to, each time it went out. */
export function leftOut(world: World, { activity }: Message, now: number): LeftOut[] {
  return activity.runs
    .filter((run) => run.at <= now)
    .flatMap((run) =>
      world
        .contactsAt(run.at)
        .filter((state) => addressed(state, run) && !receives(state, run))
        .map((state) => ({ run, state })),
    )
}
