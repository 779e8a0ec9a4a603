import { Client, type ClientConfig } from 'pg'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'database', ...options })
}

/** What is entered to connect, as the driver wants it. */
export function configOf(sandbox: Sandbox, more: ClientConfig = {}): ClientConfig {
  const { host, port, database, user, password } = sandbox.settings
  return { host, port: Number(port), database, user, password, ...more } as ClientConfig
}

/** An open connection, which is closed when the work is over. */
export async function connected<T>(
  config: ClientConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(config)
  // A connection that is ended from the other side says so here, too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The rows of one statement on a connection of its own. */
export async function rows<Row = Record<string, unknown>>(
  sandbox: Sandbox,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const found = await connected(configOf(sandbox), (client) => client.query(sql, values))
  return found.rows as Row[]
}

/** The code of what fails; `done` where nothing does. */
export function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? error.message,
  )
}

/** What the firm does, a look at its tables, or what goes wrong; undefined for no content. */
export async function button<T = unknown>(
  sandbox: Sandbox,
  request: string,
  body?: object,
): Promise<T> {
  const [method = 'GET', ...rest] = request.split(' ')
  const response = await fetch(`${sandbox.url}/_sandbox/crm${encodeURI(rest.join(' '))}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${request}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export interface Told {
  campaigns: number
  activities: number
  optedOut: number
  invalid: number
}

export const told = (sandbox: Sandbox) => button<Told>(sandbox, 'GET /told')

export interface Person {
  id: number
  changed_at: string
  email: string | null
  name: string
  opted_out: boolean
  invalid: number
  deleted: boolean
}

export const person = (sandbox: Sandbox, id: number) =>
  button<Person>(sandbox, `GET /records/people/${id}`)
