import type { Call } from '../../api/contract/client.ts'
import { quotaWords, type Connection } from '../commands/connections.ts'
import { explain } from '../complaint.ts'
import { connect, findServer, type Env, type Server } from '../server.ts'
import { counted } from '../words.ts'
import { bad, good, type Finding } from './finding.ts'

/** What the running server tells: that it is there, its connections, what needs somebody. */
export async function runningFindings(env: Env): Promise<Finding[]> {
  const findings: Finding[] = []
  try {
    const server = findServer(env)
    const call = connect(server)
    const { isNeeded } = await call('setup.state', {})
    findings.push(good('Server', `Answers at ${server.url}.`))
    if (isNeeded) {
      const remedy = `Open ${server.url} in a browser, or run homing setup.`
      return [...findings, bad('Firm', 'Not created yet.', remedy)]
    }
    return [...findings, ...(await insideFindings(call, server))]
  } catch (error) {
    const { detail, remedy } = explain(error)
    return [...findings, bad('Server', detail, remedy ?? 'See its log.')]
  }
}

async function insideFindings(call: Call, server: Server): Promise<Finding[]> {
  if (server.key === null) {
    const remedy = 'Set HOMING_API_KEY; homing keys create makes one.'
    return [bad('API key', 'None was given, so connections cannot be looked at.', remedy)]
  }
  const { workspace, role } = await call('session.show', {})
  const { items } = await call('connections.list', {})
  const { open } = await call('problems.count', {})
  return [
    good('Firm', `${workspace.name}; this key has the role ${role}.`),
    ...(items.length === 0
      ? [good('Connections', 'None yet.')]
      : items.flatMap(connectionFindings)),
    open === 0
      ? good('Problems', 'None is open.')
      : bad('Problems', `${counted(open, 'is', 'are')} open.`, 'See homing problems list.'),
  ]
}

function connectionFindings(item: Connection): Finding[] {
  return [connectionState(item), ...quota(item)]
}

function connectionState(item: Connection): Finding {
  const name = `Connection ${item.name}`
  if (item.status === 'paused') return good(name, 'Paused.')
  if (item.status !== 'active') {
    const remedy = `Run homing connections authorise ${item.id}.`
    return bad(name, `${item.status.replaceAll('_', ' ')}.`, remedy)
  }
  if (item.health === null) return good(name, 'Active; not looked at yet.')
  const wrong = item.health.checks.find((check) => !check.ok)
  if (item.health.ok || wrong === undefined) return good(name, `Active, ${item.health.account}.`)
  const again = `Then run homing connections check ${item.id}.`
  return bad(name, wrong.sentence, wrong.remedy ? `${wrong.remedy} ${again}` : again)
}

function quota(item: Connection): Finding[] {
  if (item.quota === null) return []
  const name = `Quota of ${item.name}`
  const { usedToday, perDay } = item.quota
  const words = `${quotaWords(item.quota)}.`
  if (usedToday < perDay) return [good(name, words)]
  return [bad(name, `Spent: ${words}`, 'Nothing to do: runs go on by themselves afterwards.')]
}
