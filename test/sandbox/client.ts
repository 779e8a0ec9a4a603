import type { Sandbox } from '../../sandbox/index.ts'

/** A row or resource as the API prints it. */
export type Line = Record<string, unknown>

export interface Reply {
  status: number
  body: Line
  headers: Headers
}

export async function call(sandbox: Sandbox, target: string, token?: string): Promise<Reply> {
  const bearer = token ?? sandbox.issueTokens().accessToken
  const response = await fetch(sandbox.url + target, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  const body = (await response.json()) as Line
  return { status: response.status, body, headers: response.headers }
}

/** A request that writes; an empty answer has an empty body. */
export async function write(
  sandbox: Sandbox,
  request: string,
  body?: unknown,
  token?: string,
): Promise<Reply> {
  const [method, target] = request.split(' ') as [string, string]
  const bearer = token ?? sandbox.issueTokens().accessToken
  const response = await fetch(sandbox.url + target, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const read = text === '' ? {} : (JSON.parse(text) as Line)
  return { status: response.status, body: read, headers: response.headers }
}

/** What the ESP holds of a contact, by id or address. */
export function held(sandbox: Sandbox, key: string) {
  const found = sandbox.truth().contacts.find((one) => one.contactId === key || one.address === key)
  if (found === undefined) throw new Error(`nobody is ${key}`)
  return found
}

/** Contacts who were never written to nor left, on their lists and with permission. */
export function subscribed(sandbox: Sandbox) {
  return sandbox
    .truth()
    .contacts.filter((one) => one.permission === 'implicit' && one.deletedAt === undefined)
}

/** Follows next links to the end, or until a bound that no test should reach. */
export async function walk(sandbox: Sandbox, target: string, name: string): Promise<Line[]> {
  const token = sandbox.issueTokens().accessToken
  const lines: Line[] = []
  let next: string | undefined = target
  for (let page = 0; next !== undefined && page < 200; page += 1) {
    const { body }: Reply = await call(sandbox, next, token)
    lines.push(...(body[name] as Line[]))
    next = nextOf(body)
  }
  return lines
}

export function nextOf(body: Line): string | undefined {
  return (body._links as { next?: { href?: string } } | undefined)?.next?.href
}

/** The tracking report of an activity. */
export function report(activityId: string, kind: string): string {
  return `/v3/reports/email_reports/${activityId}/tracking/${kind}`
}

/** The activities that were sent, newest campaign last. */
export function sentActivities(sandbox: Sandbox) {
  return sandbox
    .truth()
    .campaigns.flatMap((campaign) =>
      campaign.activities
        .filter((activity) => activity.totals.sends > 0)
        .map((activity) => ({ campaign, activity, id: activity.campaignActivityId })),
    )
}

export function newest(sandbox: Sandbox) {
  const all = sentActivities(sandbox)
  const found = all.find((one) => one.campaign.name === 'Summer client letter')
  if (found === undefined) throw new Error('the newest campaign is missing')
  return found
}
