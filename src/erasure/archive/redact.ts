import { spellingsIn } from '../../people/index.ts'

/** Stands for an address that is somebody else's. */
const ANOTHER = '[another address]'

/** A value of the archive without addresses of other people, wherever they stand in it. Pure. */
export function withoutOthers(value: unknown, own: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return textWithoutOthers(value, own)
  if (Array.isArray(value)) return value.map((one) => withoutOthers(one, own))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      textWithoutOthers(name, own),
      withoutOthers(one, own),
    ]),
  )
}

function textWithoutOthers(text: string, own: ReadonlySet<string>): string {
  if (!text.includes('@') && !/%40/i.test(text)) return text
  let out = text
  for (const { text: spelled, canonical } of spellingsIn(text)) {
    if (!own.has(canonical)) out = out.replaceAll(spelled, ANOTHER)
  }
  return out
}
