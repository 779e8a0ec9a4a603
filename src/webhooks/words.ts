/** Texts that others wrote (a bounce's answer, a reason) are cut to this: a message is small. */
const TEXT_MAX = 500

export function cut(text: string | null): string | null {
  if (text === null || text === '') return null
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text
}

/** A moment as JSON has it: ISO 8601, UTC. */
export function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null
}
