import { actionOf, readEnvelope, soapType, writeEnvelope, XmlRefused } from '../soap/index.ts'
import type { Element, Envelope } from '../soap/index.ts'
import { checkNamespace, text } from './asked.ts'
import { apiPath, make, made, namespace } from './elements.ts'
import { deadToken, failed, faultText, Refused } from './errors.ts'
import { operations, results } from './operations.ts'
import type { Vendor } from './vendor.ts'

/** The simulated vendor: one address, and an operation in every envelope. */
export async function answer(vendor: Vendor, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname.toLowerCase() !== apiPath.toLowerCase()) return new Response(null, { status: 404 })
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  const action = actionOf(request.headers.get('soapaction'))
  const headers = { 'content-type': soapType }
  try {
    const envelope = readEnvelope(await request.text())
    checkAction(envelope.content, action)
    return new Response(perform(vendor, envelope), { headers })
  } catch (error) {
    const refused = error instanceof XmlRefused ? failed(error.message) : error
    if (!(refused instanceof Refused)) throw error
    return new Response(faultText(refused, action ?? ''), { status: 500, headers })
  }
}

function checkAction(content: Element, action: string | undefined): void {
  if (action !== content.name) throw failed('The SOAPAction is not that of the body')
  checkNamespace(content)
}

function perform(vendor: Vendor, { headers, content }: Envelope): string {
  const { name } = content
  if (name === 'Authenticate') return authenticate(vendor, content)
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (operation === undefined) throw failed(`There is no method ${name}`)
  if (Object.hasOwn(open, name)) return written(name, operation(vendor, content), [])
  const header = headers.find((one) => one.name === 'AuthorizationToken')
  if (header?.namespace !== namespace) throw deadToken
  const token = text(header, 'Token')
  vendor.tokens.take(token)
  const result = operation(vendor, content)
  return written(name, result, [tokenHeader(vendor.tokens.renew(token))])
}

/** What works without a token. */
const open = { TestConnection: true, GetDateTime: true }

/** The token is in the header; the body says nothing but the namespace. */
function authenticate({ keys, tokens, db }: Vendor, asked: Element): string {
  const name = text(asked, 'userName')
  const right = name === keys.username && text(asked, 'password') === keys.password
  const token = tokens.signIn(name.toLowerCase(), right)
  return written('Authenticate', namespace, [
    { ...tokenHeader(token), attributes: { 'soap:actor': db.newKey() } },
  ])
}

function tokenHeader(token: string): Element {
  return made('AuthorizationToken', { Token: token })
}

function written(name: string, result: readonly Element[] | string, headers: Element[]): string {
  const inner = results[name] ?? `${name}Result`
  const content = inner === '' ? [] : [make(inner, result)]
  return writeEnvelope({ headers, content: make(`${name}Response`, content) })
}
