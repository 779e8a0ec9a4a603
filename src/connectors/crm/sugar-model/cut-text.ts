/** A text for a column that takes so many characters, on one line. */
export function cutText(text: string, max: number): string {
  return [...text.replace(/\s+/g, ' ').trim()].slice(0, max).join('')
}
