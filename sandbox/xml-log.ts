import { readXml, XmlRefused, type Element } from './soap/index.ts'

/** Elements whose text is never kept, whatever their case. */
const secrets = /^(password|sessionid|token|securitytoken)$/i

/** A text that holds one of them: a document within the document. */
const holding = /<(?:\w+:)?(password|sessionid|token|securitytoken)\b/i

type Logged = string | { [name: string]: Logged | Logged[] }

/**
 * An XML body for the request log, by the names of its elements; one that comes again is an array.
 * What cannot be read is not kept, since nobody knows what secrets it holds.
 */
export function loggedXml(text: string): Logged {
  try {
    const root = readXml(text)
    return { [root.name]: logged(root) }
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error
    return `[XML that cannot be read, ${text.length} characters]`
  }
}

function logged(element: Element): Logged {
  if (secrets.test(element.name)) return '[redacted]'
  const { children, text } = element
  if (children.length === 0) return holding.test(text) ? loggedXml(text) : text
  const result: { [name: string]: Logged | Logged[] } = {}
  for (const child of children) {
    const value = logged(child)
    const earlier = result[child.name]
    if (earlier === undefined) result[child.name] = value
    else result[child.name] = [...(Array.isArray(earlier) ? earlier : [earlier]), value]
  }
  return result
}
