/** A pattern that finds the text anywhere; its own wildcards are taken literally. */
export function contains(text = ''): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
