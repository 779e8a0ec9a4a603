/**
 * A letter's plain text as HTML, for programs that show that: the text stays the letter, this is
 * its dress. Blocks stand apart by an empty line; a line that indented ones follow is their
 * heading; "words: address" becomes a link of the words, and an address alone one of itself. Names
 * of a firm's may hold anything: all of it is text. Pure.
 */
export function dressed(text: string): string {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '')
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<style>${STYLE}</style></head><body><main>`,
    ...blocks.map(blockOf),
    '</main></body></html>',
  ].join('\n')
}

/** Where a program drops styles, what is left is plain and in order. */
const STYLE = [
  ':root{color-scheme:light dark}',
  'body{margin:0;padding:24px 16px;background:#f6f6f4;color:#1d1d1b;',
  'font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}',
  'main{max-width:568px;margin:0 auto}',
  'section{margin:0 0 12px;padding:14px 18px;background:#fff;border:1px solid #dcdcd8;',
  'border-radius:8px;overflow-wrap:anywhere}',
  'h2{margin:0 0 4px;font-size:16px}',
  'p{margin:0 0 4px;overflow-wrap:anywhere}',
  'a{color:#1a5fb4}',
  '@media(prefers-color-scheme:dark){body{background:#191a1c;color:#e6e6e3}',
  'section{background:#232528;border-color:#3a3d41}a{color:#8ab8f0}}',
].join('')

const ADDRESS = /^(?:(.+?): )?(https?:\/\/\S+)$/

function blockOf(block: string): string {
  const [first = '', ...rest] = block.split('\n')
  const isHeaded = rest.length > 0 && rest.every((line) => line.startsWith('  '))
  if (!isHeaded) return [first, ...rest].map(lineOf).join('\n')
  return `<section><h2>${escaped(first)}</h2>\n${rest.map(lineOf).join('\n')}\n</section>`
}

function lineOf(line: string): string {
  const told = line.trim()
  const [, words, address] = ADDRESS.exec(told) ?? []
  if (address === undefined) return `<p>${escaped(told)}</p>`
  return `<p><a href="${escaped(address)}">${escaped(words ?? address)}</a></p>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!)
}
