/** A moment as the vendor writes it: UTC, whole seconds, an offset without a colon. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}.000+0000`
}

const shape = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d{1,3})?(Z|[+-]\d{2}:?\d{2})$/

/** A moment in any form of ISO 8601 that is taken, as it is kept; undefined for any other. */
export function readMoment(text: string): string | undefined {
  const parts = shape.exec(text)
  if (parts === null || !isDay(parts[1] as string)) return undefined
  const offset = (parts[4] as string).replace(/(\d{2})(\d{2})$/, '$1:$2')
  const at = Date.parse(`${parts[1]}T${parts[2]}${offset}`)
  return Number.isFinite(at) ? moment(at) : undefined
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}
