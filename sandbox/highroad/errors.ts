/**
 * The codes on which implementations of XML-RPC agreed, and of the vendor's own, which one client
 * lists, that of an object there is none of.
 */
export const codes = {
  ...{ noXml: -32700, noMethod: -32601, params: -32602, failed: -32500 },
  noObject: 207,
} as const

/** A call that is refused; nothing of it has been done. */
export class Refused extends Error {
  readonly code: number
  constructor(words: string, code: number = codes.params) {
    super(words)
    this.code = code
  }
}
