import type { Random } from '../random.ts'
import type { LinkDefinition } from './definition.ts'

/**
 * What can be followed in a letter: each address once, in the order of the text, the earlier the
 * more attractive. An address that was known before keeps its id.
 */
export function linksIn(
  html: string,
  known: readonly LinkDefinition[],
  random: Random,
): LinkDefinition[] {
  const ids = new Map(known.map(({ url, urlId }) => [url, urlId]))
  const first = 1_100_000_000_000 + random.int(1, 899_999_999)
  let next = Math.max(first, ...known.map(({ urlId }) => Number(urlId) + 1))
  return anchors(html).map(({ url, text }, index) => ({
    url,
    text,
    urlId: ids.get(url) ?? String(next++),
    pull: Math.max(1, 10 - 2 * index),
  }))
}

const anchor = /<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a\s*>/gi

function anchors(html: string): { url: string; text: string }[] {
  const found = new Map<string, string>()
  const seen = html.replace(/<!--[\s\S]*?-->/g, '')
  for (const [, double, single, inner = ''] of seen.matchAll(anchor)) {
    const url = (double ?? single ?? '').replace(/&(amp|#38|#x26);/gi, '&').trim()
    // Mail addresses, marks within the page and the vendor's own variables are not counted.
    if (/^https?:\/\//i.test(url) && !found.has(url)) found.set(url, plainText(inner))
  }
  return [...found].map(([url, text]) => ({ url, text }))
}

/** What is left of a piece of html for somebody who reads text only. */
export function plainText(html: string): string {
  return html
    .replace(/<(style|script|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
