/** What is shown of a section on the readable page; the file beside has all of it. */
export const SHOWN_MAX = 200

export interface ShownSection {
  name: string
  title: string
  about: string
  /** How many there are. */
  count: number
  /** The first of them. */
  items: unknown[]
}

/** The page a person opens: no script, nothing fetched from anywhere. */
export function pageOf(of: { firm: string; at: string; sections: ShownSection[] }): string {
  const { firm, at, sections } = of
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What ${escaped(firm)} keeps about you</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What ${escaped(firm)} keeps about you</h1>
<p>As of ${escaped(at)} (UTC). The files beside this page hold the same, in full, for programs;
README.txt says what is in them.</p>
<ul>
${sections.map(lineOf).join('\n')}
</ul>
${sections.map(sectionOf).join('\n')}
</body>
</html>
`
}

/** For whoever reads the files with a program. */
export function readmeOf(
  sections: readonly Pick<ShownSection, 'name' | 'title' | 'about'>[],
): string {
  return `Everything kept about one person
================================

index.html   the same, to read; of long lists the first ${SHOWN_MAX}
*.json       UTF-8; each file is one JSON array of objects, empty where nothing is kept

Times are ISO 8601 in UTC. Fields that are not known are null or empty. Addresses of other people
are replaced by "[another address]". Where an address is shared, what happened at it is in here,
whoever of those who use it did it.

${sections.map((one) => `${`${one.name}.json`.padEnd(20)} ${one.title}: ${one.about}`).join('\n')}
`
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem;color:#1a1a1a;background:#fff}h2{margin-top:2.5rem;padding-top:1rem;
border-top:1px solid #ccc}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.15rem 1rem;margin:0 0 1rem;
padding:.5rem .75rem;background:#f6f6f6}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}dl{background:#242424}
dt{color:#aaa}a{color:#8ab4ff}}`

function lineOf({ name, title, count }: ShownSection): string {
  return `<li><a href="#${name}">${escaped(title)}</a>: ${count}</li>`
}

function sectionOf({ name, title, about, count, items }: ShownSection): string {
  const more =
    count > items.length
      ? `<p>The first ${items.length} of ${count}; all are in ${name}.json.</p>`
      : ''
  const nothing = count === 0 ? '<p>Nothing is kept.</p>' : ''
  return `<h2 id="${name}">${escaped(title)}</h2>
<p>${escaped(about)}</p>
${nothing}${items.map(itemOf).join('\n')}${more}`
}

function itemOf(item: unknown): string {
  const fields = Object.entries((item ?? {}) as object).filter(([, value]) => isTold(value))
  const lines = fields.map(
    ([name, value]) => `<dt>${escaped(name.replaceAll('_', ' '))}</dt><dd>${shown(value)}</dd>`,
  )
  return `<dl>${lines.join('')}</dl>`
}

function isTold(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  return !Array.isArray(value) || value.length > 0
}

function shown(value: unknown): string {
  return escaped(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (sign) => signs[sign]!)
}
