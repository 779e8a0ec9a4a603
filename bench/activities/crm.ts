import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../src/project-root.ts'

export type CrmName = 'suitecrm' | 'salesforce'

export function isCrm(name: string): name is CrmName {
  return name === 'suitecrm' || name === 'salesforce'
}

export interface Crm {
  connector: CrmName
  url: string
  settings: Record<string, string>
  end(): void
}

/** A simulated CRM as a process of its own, with what is entered to connect it. */
export async function startCrm(connector: CrmName): Promise<Crm> {
  const script = join(projectRoot(), 'dist', 'sandbox', 'main.js')
  const args = [script, '--esp', connector, '--limits', 'off', '--start-days-ago', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const told = JSON.parse(await firstLine(child)) as Record<string, string>
  const { url, username, password, clientId, clientSecret } = told
  const settings =
    connector === 'suitecrm'
      ? { siteUrl: url!, username: username!, password: password! }
      : {
          siteUrl: url!,
          clientId: clientId!,
          clientSecret: clientSecret!,
          activityRecords: 'task',
        }
  return { connector, url: url!, settings, end: () => void child.kill() }
}

/** Requests that add people at once. */
const AT_ONCE = 20

/** Has Salesforce have so many more contacts, each with an address of their own. */
export async function addContacts({ url }: Crm, count: number): Promise<void> {
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, n) => at + n)
    await Promise.all(
      some.map(async (n) => {
        const row = { LastName: `Person ${n}`, Email: `person-${n}@many.example` }
        const answer = await fetch(`${url}/_sandbox/crm/records/Contact`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(row),
        })
        if (!answer.ok) throw new Error(`The sandbox answers ${answer.status}.`)
        await answer.arrayBuffer()
      }),
    )
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('The sandbox ended before it was ready.')
}
