import { actionOf, childOf, inEnvelope, readEnvelope, soapType, XmlRefused } from '../soap/index.ts'
import type { Content, Element, Envelope } from '../soap/index.ts'
import { text } from './asked.ts'
import { children, make, namespace } from './elements.ts'
import { deadSession, faultAnswer, Refused } from './errors.ts'
import { operations } from './operations.ts'
import { apiPath } from './paths.ts'
import { local, utc } from './times.ts'
import type { Vendor } from './vendor.ts'

/** The simulated vendor: one address, and an operation in every envelope. */
export async function answer(vendor: Vendor, request: Request, now: number): Promise<Response> {
  if (new URL(request.url).pathname !== apiPath) return new Response(null, { status: 404 })
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  vendor.world.settle(now)
  try {
    const envelope = readEnvelope(await request.text())
    const { name } = envelope.content
    checkAction(envelope.content, actionOf(request.headers.get('soapaction')))
    const result = perform(vendor, envelope, now)
    const body = inEnvelope(make(`${name}Response`, [make(`${name}Result`, result)]))
    return new Response(body, { headers: { 'content-type': soapType } })
  } catch (error) {
    if (error instanceof Refused || error instanceof XmlRefused) return faultAnswer(error.message)
    throw error
  }
}

function checkAction(content: Element, action: string | undefined): void {
  if (content.namespace !== namespace) throw new Refused('The namespace is not known')
  if (action !== content.name) throw new Refused('The SOAPAction is not that of the body')
}

function perform(vendor: Vendor, { headers, content }: Envelope, now: number): Content {
  if (content.name === 'Authenticate') return authenticate(vendor, content, now)
  checkSession(vendor, headers, now)
  const { userId } = vendor.account
  if (![userId, ''].includes(text(content, 'user_id'))) throw new Refused('No account of that id')
  const { name } = content
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (operation === undefined) throw new Refused('There is no operation of that name')
  const zone = vendor.world.definition.account.timeZone
  const times = /UTC$/i.test(name) ? utc : local(zone)
  return operation(vendor, content, { now, times })
}

/** Whoever is refused here hears it in the result. */
function authenticate({ keys, account, sessions, world }: Vendor, asked: Element, now: number) {
  const known =
    text(asked, 'username') === keys.username && text(asked, 'password') === keys.password
  const { firstName, lastName } = world.definition.account
  return children({
    authenticated: known,
    sessionId: known ? sessions.open(now) : undefined,
    loginid: known ? account.loginId : 0,
    login_name: known ? `${firstName} ${lastName}` : undefined,
    user_nbr: known ? account.userNumber : 0,
    partition_id: known ? 1 : 0,
    is_parent_mail_user: 0,
    user_id: known ? account.userId : undefined,
  })
}

function checkSession({ sessions, account }: Vendor, headers: readonly Element[], now: number) {
  const header = headers.find((one) => one.name === 'mmAuthHeader')
  const holds = header !== undefined && childOf(header, 'sessionId') !== undefined
  const alive = holds && sessions.alive(text(header, 'sessionId'), now)
  if (!alive || text(header, 'user_id') !== account.userId) throw new Refused(deadSession)
}
