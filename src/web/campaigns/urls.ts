/** Web addresses within a text as people read them: without the scheme that all of them share. */
export function withoutScheme(text: string): string {
  return text.replace(/\bhttps?:\/\/(www\.)?/gi, '')
}
