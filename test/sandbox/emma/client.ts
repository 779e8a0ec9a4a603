import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'

export type Line = Record<string, unknown>

export interface Reply<T = Line> {
  status: number
  body: T
}

const { keys } = vendors.emma

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'emma', enforceLimits: false, ...options })
}

export function basic(user: string = keys.publicKey, password: string = keys.privateKey): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** One request to the account; the target is what follows the account's number. */
export async function call<T = Line>(
  sandbox: Sandbox,
  request: string,
  body?: object,
  authorization = basic(),
): Promise<Reply<T>> {
  const [method = 'GET', target = ''] = request.split(' ')
  const response = await fetch(`${sandbox.url}/${keys.accountId}${target}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) as T }
}

/** Walks from row to row to the end, or until a bound that no test should reach. */
export async function walk(sandbox: Sandbox, target: string): Promise<Line[]> {
  const lines: Line[] = []
  for (let turn = 0; turn < 200; turn += 1) {
    const mark = target.includes('?') ? '&' : '?'
    const from = lines.length
    const path = `GET ${target}${mark}start=${from}&end=${from + 500}`
    const { body } = await call<Line[]>(sandbox, path)
    if (body.length === 0) return lines
    lines.push(...body)
  }
  throw new Error(`${target} has no end`)
}

/** The newest letter of the firm's own, and what really came of it. */
export async function newest(sandbox: Sandbox) {
  const known = await ids(sandbox)
  const found = known.mailings.find((one) => one.name === 'Summer client letter')
  if (found === undefined) throw new Error('the newest letter is missing')
  return found
}

export interface Ids {
  mailings: { id: number; name: string; status: string; campaignActivityId: string }[]
  groups: { id: number; listId: string; name: string }[]
}

export async function ids(sandbox: Sandbox): Promise<Ids> {
  const response = await fetch(`${sandbox.url}/_sandbox/ids`)
  return (await response.json()) as Ids
}

export function truthOf(sandbox: Sandbox, campaignActivityId: string) {
  const all = sandbox.truth().campaigns.flatMap((campaign) => campaign.activities)
  const found = all.find((one) => one.campaignActivityId === campaignActivityId)
  if (found === undefined) throw new Error(`no activity is ${campaignActivityId}`)
  return found
}

/** The vendor's notation of a moment. */
export const stamp = (at: number) => `@D:${new Date(at).toISOString().slice(0, 19)}`
