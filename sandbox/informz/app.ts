import { childOf, inEnvelope, readEnvelope, readXml, soapType, textOf } from '../soap/index.ts'
import { writeXml, XmlRefused, type Element } from '../soap/index.ts'
import { answerActions } from './actions.ts'
import { faultAnswer, informz, make, Refused } from './errors.ts'
import { answerGrids } from './grid-request.ts'
import { apiPath } from './paths.ts'
import type { Keys, Vendor } from './vendor.ts'

/** The simulated vendor: one address, one operation, documents within. */
export async function answer(vendor: Vendor, request: Request, now: number): Promise<Response> {
  if (new URL(request.url).pathname !== apiPath) return new Response(null, { status: 404 })
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  vendor.world.settle(now)
  try {
    const result = answerDocument(vendor, documentIn(await request.text()), now)
    const content = make('PostInformzMessageResponse', [
      make('PostInformzMessageResult', writeXml(result)),
    ])
    return new Response(inEnvelope(content), { headers: { 'content-type': soapType } })
  } catch (error) {
    if (error instanceof Refused) return faultAnswer(error)
    if (error instanceof XmlRefused) {
      return faultAnswer(new Refused('InvalidDocumentException', error.message))
    }
    throw error
  }
}

function documentIn(text: string): Element {
  const { content } = readEnvelope(text)
  if (content.name !== 'PostInformzMessage') {
    throw new Refused('UnknownRequestException', 'The operation is PostInformzMessage')
  }
  const root = readXml(textOf(content, 'x') ?? '')
  if (root.namespace === '') {
    throw new Refused('NoNameSpaceSpecifiedException', 'The document has no namespace')
  }
  if (root.namespace !== informz) {
    throw new Refused('InvalidDocumentException', 'The namespace is not known')
  }
  return root
}

function answerDocument(vendor: Vendor, root: Element, now: number): Element {
  checkCredentials(vendor.keys, root)
  const { brandId, brandName, user } = vendor.keys
  const head = [make('Brand', brandName, { id: brandId }), make('User', user)]
  if (root.name === 'GridRequest') {
    return make('GridResponse', [...head, make('Grids', answerGrids(vendor, root, now))])
  }
  if (root.name === 'ActionRequest') {
    const responses = answerActions(vendor, root, now)
    return make('ActionResponse', [...head, make('Responses', responses)])
  }
  throw new Refused('UnknownRequestException', 'The document is no request that is known')
}

/** Each part of the credentials has a code of its own. */
function checkCredentials(keys: Keys, root: Element): void {
  const brand = childOf(root, 'Brand')
  if (brand?.attributes.id !== keys.brandId || brand.text !== keys.brandName) {
    throw new Refused('BrandNotFoundException', 'There is no such brand')
  }
  if (textOf(root, 'User') !== keys.user) {
    throw new Refused('ValidUserNotFoundException', 'There is no such user')
  }
  if (textOf(root, 'Password') !== keys.password) {
    throw new Refused('InvalidCredentialsException', 'The password is wrong')
  }
}
