/** The fields of a form; of one that comes twice the last. */
export type Form = Readonly<Record<string, string>>

/** Reads a form of either kind; a body that is none has no fields. */
export function readForm(text: string, contentType = ''): Form {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType)?.[1]
  if (boundary !== undefined) return Object.fromEntries(partsOf(text, boundary))
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return {}
  return Object.fromEntries(new URLSearchParams(text))
}

/** The parts that are texts: the API takes no files here. */
function partsOf(text: string, boundary: string): readonly (readonly [string, string])[] {
  return text.split(`--${boundary}`).flatMap((part) => {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1]
    if (name === undefined || /filename=/i.test(head)) return []
    return [[name, rest.join('\r\n\r\n').replace(/\r\n$/, '')] as const]
  })
}
