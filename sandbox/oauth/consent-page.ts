/** What the account's owner is asked, and at which vendor. */
export interface Asked {
  vendor: string
  client: string
  wishes: readonly string[]
  /** The very address that was asked for: the form posts to it, so nothing is hidden. */
  action: string
}

export function consentPage({ vendor, client, wishes, action }: Asked): string {
  const items = wishes.map((wish) => `<li>${escape(wish)}</li>`).join('')
  const { pathname, search } = new URL(action)
  return page(
    vendor,
    'Allow access?',
    `<p><strong>${escape(client)}</strong> asks to use the ${escape(vendor)} account of
<strong>Harrowgate Lindqvist LLP</strong>. It wants to:</p><ul>${items}</ul>
<form method="post" action="${escape(pathname + search)}">
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="deny">Deny</button></form>`,
  )
}

export function problemPage(vendor: string, problem: string): string {
  return page(vendor, 'This request cannot be used', `<p>${escape(problem)}</p>`)
}

function page(vendor: string, title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;padding:.5rem 1.25rem;margin-right:.5rem}small{color:#555}</style></head><body>
<h1>${title}</h1>${body}<p><small>Sandbox: a simulation of ${vendor}. Nothing here reaches
a real account.</small></p></body></html>`
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (letter) => entities[letter] as string)
}
