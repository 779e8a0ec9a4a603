/** Messages of SOAP inside a multipart message, as the vendor's policy has it. */

const boundary = 'uuid:3f0c52a1-8d27-4c5e-9d0e-6b1f2a7c4e90+id=1'
const root = 'http://tempuri.org/0'

export const packedType =
  `multipart/related; type="application/xop+xml";start="<${root}>";boundary="${boundary}"`
  + ';start-info="text/xml"'

/** An envelope as the one part of a multipart message. */
export function packed(envelope: string): string {
  const head = [
    `Content-ID: <${root}>`,
    'Content-Transfer-Encoding: 8bit',
    'Content-Type: application/xop+xml;charset=utf-8;type="text/xml"',
  ]
  return `\r\n--${boundary}\r\n${head.join('\r\n')}\r\n\r\n${envelope}\r\n--${boundary}--\r\n`
}

/** What was sent: the envelope, and the files beside it by their content ids. */
export interface Sent {
  envelope: string
  files: ReadonlyMap<string, string>
}

/** Takes a message apart; one that is not multipart is an envelope and nothing else. */
export function unpacked(contentType: string | null, text: string): Sent {
  const type = contentType ?? ''
  const mark = /^multipart\/related\b/i.test(type) && parameter(type, 'boundary')
  if (!mark) return { envelope: text, files: new Map() }
  const parts = text.split(`--${mark}`).slice(1, -1).map(partOf)
  const start = parameter(type, 'start')?.replace(/^<|>$/g, '')
  const envelope = parts.find((one) => one.id === start) ?? parts[0]
  const files = new Map(parts.filter((one) => one !== envelope).map((one) => [one.id, one.text]))
  return { envelope: envelope?.text ?? '', files }
}

function parameter(type: string, name: string): string | undefined {
  const found = new RegExp(`[; ]${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(type)
  return found?.[1] ?? found?.[2]
}

function partOf(part: string): { id: string; text: string } {
  const [head = '', ...rest] = part.split('\r\n\r\n')
  const id = /^content-id:\s*<([^>]*)>/im.exec(head)?.[1] ?? ''
  return { id, text: rest.join('\r\n\r\n').replace(/\r\n$/, '') }
}
