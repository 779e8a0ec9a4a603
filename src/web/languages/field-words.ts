import { said } from './said.ts'

/** "readers.0.userId" as "Readers 1 › User id": a place within what was sent, in words. */
export function fieldWords(field: string): string {
  const names: string[] = []
  for (const step of field.split('.').filter(Boolean)) {
    if (/^\d+$/.test(step) && names.length > 0) names.push(`${names.pop()} ${Number(step) + 1}`)
    else names.push(labelOf(step))
  }
  return names.join(' › ')
}

function labelOf(name: string): string {
  const words = name
    .replace(/_/g, ' ')
    .replace(/(?<=[a-z])[A-Z]/g, (big) => ` ${big.toLowerCase()}`)
  return said(words.slice(0, 1).toUpperCase() + words.slice(1))
}
