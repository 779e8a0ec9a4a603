import { choiceOf, choose } from '../../alarms/index.ts'
import type { Homing } from '../../homing.ts'
import { lastMailOf, writeMails } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { notifications } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'

export const notificationHandlers: Handlers<keyof typeof notifications> = {
  'notifications.show': ({ caller }, homing) => asUser(homing, caller, async () => undefined),

  'notifications.change': ({ caller, body }, homing) =>
    asUser(homing, caller, (tx) =>
      choose(tx, { ...userOf(caller), email: body.email, now: homing.now() }),
    ),

  'notifications.test': ({ caller }, homing) =>
    asUser(homing, caller, async (tx) => {
      if (homing.mail === undefined) throw mailIsOff()
      const { workspaceId, userId } = userOf(caller)
      const subject = 'A test from Homing'
      const where = homing.publicUrl
      const body = [
        'This is a test. Whoever reads it is told by Homing when something needs them.',
        ...(where === undefined ? [] : [`What you are sent: ${where}/settings/notifications`]),
      ].join('\n')
      await writeMails(tx, homing, workspaceId, [{ userId, kind: 'test', subject, body }])
    }),
}

/** Does something of the caller's own, then answers how their notifications stand. */
async function asUser(homing: Homing, caller: Caller, work: (tx: Tx) => Promise<void>) {
  if (caller.kind !== 'user') {
    throw new Refused(403, 'An API key has no mailbox.', {
      remedy: 'Sign in in the browser to choose what you are sent.',
    })
  }
  const { workspaceId, userId } = userOf(caller)
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await work(tx)
    return {
      email: await choiceOf(tx, userId),
      isMailOn: homing.mail !== undefined,
      lastMail: await lastMailOf(tx, userId),
    }
  })
}

function userOf({ workspaceId, id: userId }: Caller) {
  return { workspaceId, userId }
}

function mailIsOff(): Refused {
  return new Refused(409, 'E-mail is off: this Homing has no mail server.', {
    remedy: 'Whoever operates it sets SMTP_URL and MAIL_FROM; docs/operating.md says how.',
  })
}
