import { contract, type Route } from './contract/index.ts'
import { openApi } from './openapi.ts'

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886 }
  details { margin: .5rem 0; border: 1px solid #8884; border-radius: 6px; padding: .5rem .75rem }
  summary { cursor: pointer }
  code, pre { font: .875rem/1.45 ui-monospace, monospace }
  pre { overflow: auto; max-height: 24rem; background: #8881; padding: .75rem; border-radius: 6px }
  .method { display: inline-block; min-width: 4.2rem; font-weight: 700 }
  .permission { float: right; opacity: .75; font-size: .85rem }
  table { border-collapse: collapse } td, th { text-align: left; padding: .15rem 1rem .15rem 0 }
`

/** The contract as a page to read: no script, nothing loaded from elsewhere. */
export function docsPage(version: string): string {
  const groups = new Map<string, string[]>()
  const { paths } = openApi(version) as { paths: Record<string, Record<string, Operation>> }
  for (const [name, route] of Object.entries(contract) as [string, Route][]) {
    const group = name.split('.')[0]!
    const shown = section(name, route, paths[route.path]![route.method.toLowerCase()]!)
    groups.set(group, [...(groups.get(group) ?? []), shown])
  }
  const body = [...groups]
    .map(([group, routes]) => `<h2 id="${escape(group)}">${escape(group)}</h2>${routes.join('')}`)
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Homing API ${escape(version)}</title><style>${STYLE}</style></head><body>
<h1>Homing API</h1>
<p>Everything the screens do. Programs send an API key: <code>authorization: Bearer hmg_…</code>.
Refusals are problem documents (RFC 9457) that name the field and the remedy.
For machines: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${body}</body></html>`
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: unknown }[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>
}

function section(name: string, route: Route, operation: Operation): string {
  const [status, success] = Object.entries(operation.responses)[0]!
  return `<details id="${escape(name)}"><summary>
<span class="permission">${escape(route.permission)}</span>
<code><span class="method">${route.method}</span> ${escape(route.path)}</code><br>
${escape(route.summary)}</summary>
${parameterTable(operation)}
${content('Body', operation.requestBody?.content)}
${content(`Answer ${status}`, success.content)}</details>`
}

function parameterTable({ parameters }: Operation): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    (given) => `<tr><td><code>${escape(given.name)}</code></td><td>${given.in}</td>
<td>${given.required ? 'required' : ''}</td>
<td><code>${escape(JSON.stringify(given.schema))}</code></td></tr>`,
  )
  return `<h4>Parameters</h4><table>${rows.join('')}</table>`
}

function content(title: string, described: Record<string, { schema: unknown }> | undefined) {
  if (described === undefined) return ''
  return Object.entries(described)
    .map(
      ([type, { schema }]) =>
        `<h4>${escape(title)} (${escape(type)})</h4>
<pre>${escape(JSON.stringify(schema, null, 2))}</pre>`,
    )
    .join('')
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
