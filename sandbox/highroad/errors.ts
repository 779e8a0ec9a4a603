/** The codes on which implementations of XML-RPC agreed; the vendor's own are not documented. */
export const codes = { noXml: -32700, noMethod: -32601, params: -32602, failed: -32500 } as const

/** A call that is refused; nothing of it has been done. */
export class Refused extends Error {
  readonly code: number
  constructor(words: string, code: number = codes.params) {
    super(words)
    this.code = code
  }
}
