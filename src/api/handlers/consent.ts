import { askMayWrite } from '../../consent/index.ts'
import type { consent } from '../contract/consent.ts'
import type { Handlers } from '../handler.ts'

export const consentHandlers: Handlers<keyof typeof consent> = {
  'consent.mayWrite': async ({ body, caller: { workspaceId } }, homing) => {
    const now = homing.now()
    const answers = await homing.database.inWorkspace(workspaceId, (tx) =>
      askMayWrite(tx, workspaceId, body, now),
    )
    return {
      items: answers.map(({ fact, ...answer }) => ({ ...answer, fact: fact && shownFact(fact) })),
      mayWrite: answers.filter((answer) => answer.mayWrite).length,
      asOf: new Date(now).toISOString(),
    }
  },
}

type Fact = NonNullable<Awaited<ReturnType<typeof askMayWrite>>[number]['fact']>

function shownFact({ id, occurredAt, expiresAt, from, reason, topic }: Fact) {
  return {
    id,
    occurredAt: occurredAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    from,
    reason,
    topic,
  }
}
