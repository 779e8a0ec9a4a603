import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Connection = AnswerTo<'connections.show'>

/** The connection with the name of its kind of system as the reader's language says it. */
export function inWords(connection: Connection): Connection {
  return { ...connection, connectorTitle: said(connection.connectorTitle) }
}
export type Health = NonNullable<Connection['health']>

export interface State {
  tone: Tone
  word: string
  /** The next step, in a sentence; empty where there is none to take. */
  advice: string
}

/** How a connection is, status and last health check taken together: the worse of them speaks. */
export function stateOf(connection: Connection): State {
  const { status, health, connectorTitle } = connection
  switch (status) {
    case 'awaiting_authorisation':
      return {
        tone: 'waiting',
        word: t`Awaiting authorisation`,
        advice: t`Nothing is read before somebody allows it at ${connectorTitle}.`,
      }
    case 'needs_reauthorisation':
      return {
        tone: 'bad',
        word: t`Needs authorisation again`,
        advice: t`${connectorTitle} no longer accepts how Homing proves who it is. Nothing comes
          home until that is mended.`,
      }
    case 'paused':
      return { tone: 'plain', word: t`Paused`, advice: t`Nothing is read until it is resumed.` }
    case 'active':
      if (health === null && isAsked(connection)) {
        return { tone: 'plain', word: t`Not looked at yet`, advice: '' }
      }
      return activeState(health)
  }
}

/** Whether the service is asked for its news; otherwise they are brought. */
export function isAsked({ schedules }: Pick<Connection, 'schedules'>): boolean {
  return schedules.length > 0
}

/** Whether events of campaigns are among what it is asked for. */
export function bringsEvents({ schedules }: Pick<Connection, 'schedules'>): boolean {
  return schedules.some(({ kind }) => kind === 'activities')
}

/** Whether somebody has to visit the service's consent page. */
export function needsAuthorisation({ status }: Pick<Connection, 'status'>): boolean {
  return status === 'awaiting_authorisation' || status === 'needs_reauthorisation'
}

function activeState(health: Health | null): State {
  if (health === null || health.ok) return { tone: 'good', word: t`Healthy`, advice: '' }
  const failed = health.checks.find((check) => !check.ok)
  return {
    tone: 'bad',
    word: t`Needs a look`,
    advice: [failed?.sentence, failed?.remedy]
      .map((words) => said(words ?? ''))
      .filter(Boolean)
      .join(' '),
  }
}
