import { z } from 'zod'
import { route } from './route.ts'
import { time } from './shapes.ts'

const emailChoice = z.enum(['none', 'at_once', 'daily'])

const notificationState = z.object({
  /** none, each alarm at once, or one mail each morning. */
  email: emailChoice,
  /** False where this Homing has no mail server: then nothing is sent to anybody. */
  isMailOn: z.boolean(),
  /** Your newest mail, and what became of it. */
  lastMail: z
    .object({
      status: z.enum(['waiting', 'sent', 'failed']),
      outcome: z.string(),
      createdAt: time,
    })
    .nullable(),
})

export const notifications = {
  'notifications.show': route({
    method: 'GET',
    path: '/api/notifications',
    summary: 'What you are sent by e-mail, and whether e-mail works',
    permission: 'see',
    answer: notificationState,
  }),
  'notifications.change': route({
    method: 'PUT',
    path: '/api/notifications',
    summary: 'Choose what you are sent by e-mail',
    permission: 'see',
    body: z.strictObject({ email: emailChoice }),
    answer: notificationState,
  }),
  'notifications.test': route({
    method: 'POST',
    path: '/api/notifications/test',
    summary: 'Send yourself a test mail',
    permission: 'see',
    answer: notificationState,
    status: 202,
  }),
} as const
