/** Markup that is safe to send: everything that was put into it has been escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Part = Html | string | number | null | false | readonly Part[]

/**
 * Markup with parts put in: texts are escaped, markup stands as it is, null and false are nothing.
 */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(texts.reduce((text, next, at) => text + shown(parts[at - 1] ?? null) + next))
}

function shown(part: Part): string {
  if (part === null || part === false) return ''
  if (part instanceof Html) return part.text
  if (Array.isArray(part)) return (part as readonly Part[]).map(shown).join('')
  return String(part).replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
