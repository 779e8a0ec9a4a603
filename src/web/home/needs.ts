import type { Alarm } from '../alarms/words.ts'
import { stateOf, type Connection } from '../connections/state.ts'
import { inLine, msg, plural, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import type { Run } from '../runs/words.ts'

export interface Need {
  key: string
  title: string
  sentence: string
  door:
    | { to: 'problems' }
    | { to: 'alarms' }
    | { to: 'optOuts' }
    | { to: 'push'; pushId: number }
    | { to: 'campaign'; campaignId: number }
    | { to: 'connection'; connectionId: number; tab?: 'health' }
    | { to: 'run'; runId: number }
}

/**
 * What needs somebody, the gravest first: open alarms, connections nothing comes home over, then
 * runs that failed and were not followed by a better one, then single records. What an alarm tells
 * of is not told twice. runs come newest first.
 */
export function needs(of: {
  alarms: Alarm[]
  connections: Connection[]
  runs: Run[]
  openProblems: number
  openDoubts: number
  heldPushes?: { id: number; lists: string[]; removals: number }[]
}): Need[] {
  const { alarms, connections, runs, openProblems, openDoubts, heldPushes = [] } = of
  const notTold = (rule: string) => (connection: Connection) =>
    !alarms.some((alarm) => alarm.rule === rule && alarm.connection?.id === connection.id)
  return [
    ...ofAlarms(alarms),
    ...connections.filter(notTold('grant_refused')).flatMap(ofConnection),
    ...connections.filter(notTold('schedule_failing')).flatMap((one) => ofRuns(one, runs)),
    ...heldPushes.map(ofPush),
    ...ofProblems(openProblems),
    ...ofDoubts(openDoubts),
  ]
}

/** More than these are one line that leads to them all. */
const ALARMS_MAX = 5

function ofAlarms(alarms: Alarm[]): Need[] {
  const gravest = [...alarms].sort(
    (a, b) => Number(b.severity === 'broken') - Number(a.severity === 'broken'),
  )
  const named = gravest.slice(0, ALARMS_MAX).map((alarm) => ({
    key: `alarm-${alarm.id}`,
    title: said(alarm.title),
    sentence: `${said(alarm.sentence)} ${said(alarm.nextStep)}`,
    door: doorOf(alarm),
  }))
  const more = alarms.length - named.length
  if (more === 0) return named
  const title = plural(more, msg`${more} more alarm`, msg`${more} more alarms`)
  const sentence = t`Each with since when, who must act and the next step.`
  return [...named, { key: 'alarms', title, sentence, door: { to: 'alarms' } }]
}

function doorOf({ campaign, connection }: Alarm): Need['door'] {
  if (campaign) return { to: 'campaign', campaignId: campaign.id }
  if (connection) return { to: 'connection', connectionId: connection.id }
  return { to: 'alarms' }
}

function ofConnection(connection: Connection): Need[] {
  const { tone, word, advice } = stateOf(connection)
  if (tone !== 'bad' && tone !== 'waiting') return []
  const isIll = connection.status === 'active'
  return [
    {
      key: `connection-${connection.id}`,
      title: `${connection.name}: ${inLine(word)}`,
      sentence: advice,
      door: {
        to: 'connection',
        connectionId: connection.id,
        ...(isIll && { tab: 'health' as const }),
      },
    },
  ]
}

function ofRuns(connection: Connection, runs: Run[]): Need[] {
  const last = runs.find((run) => run.connectionId === connection.id && run.endedAt !== null)
  if (last?.status !== 'failed') return []
  return [
    {
      key: `run-${last.id}`,
      title: t`The last run over ${connection.name} failed`,
      sentence: said(last.message ?? ''),
      door: { to: 'run', runId: last.id },
    },
  ]
}

function ofPush({ id, lists, removals }: { id: number; lists: string[]; removals: number }): Need {
  return {
    key: `push-${id}`,
    title: t`A push to ${lists.join(', ')} waits for an approval`,
    sentence: t`It would take ${removals} off. Nothing goes out before somebody has looked at it.`,
    door: { to: 'push', pushId: id },
  }
}

function ofProblems(count: number): Need[] {
  if (count === 0) return []
  return [
    {
      key: 'problems',
      title: plural(
        count,
        msg`${count} record needs somebody`,
        msg`${count} records need somebody`,
      ),
      sentence: t`They could not be read or acted on; everything around them was.`,
      door: { to: 'problems' },
    },
  ]
}

function ofDoubts(count: number): Need[] {
  if (count === 0) return []
  return [
    {
      key: 'doubts',
      title: plural(count, msg`${count} opt-out to look at`, msg`${count} opt-outs to look at`),
      sentence: t`Perhaps no person made them. They hold until somebody decides.`,
      door: { to: 'optOuts' },
    },
  ]
}
