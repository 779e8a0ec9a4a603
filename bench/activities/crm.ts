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

/** Has Salesforce have so many more contacts, each with an address of their own: by a job of its. */
export async function addContacts({ url, settings }: Crm, count: number): Promise<void> {
  const { clientId, clientSecret } = settings
  const signIn = {
    grant_type: 'client_credentials',
    client_id: clientId!,
    client_secret: clientSecret!,
  }
  const answer = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(signIn),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const ask = async (method: string, path: string, type: string, body: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type }
    const told = await fetch(`${url}/services/data/v59.0${path}`, { method, headers, body })
    if (!told.ok) throw new Error(`The sandbox answers ${told.status}.`)
    return told.text()
  }
  const job = JSON.stringify({ object: 'Contact', operation: 'insert', contentType: 'CSV' })
  const opened = await ask('POST', '/jobs/ingest', 'application/json', job)
  const path = `/jobs/ingest/${(JSON.parse(opened) as { id: string }).id}`
  const rows = Array.from({ length: count }, (_, n) => `Person ${n},person-${n}@many.example\n`)
  await ask('PUT', `${path}/batches`, 'text/csv', `LastName,Email\n${rows.join('')}`)
  await ask('PATCH', path, 'application/json', JSON.stringify({ state: 'UploadComplete' }))
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('The sandbox ended before it was ready.')
}
