const meaning: Record<string, string> = {
  contact_data: 'Read or modify contact data',
  campaign_data: 'Read or modify email campaign data',
  account_read: 'Read account data',
  account_update: 'Modify account data',
  offline_access: 'Keep this access while you are away',
}

export function consentPage(client: string, scopes: readonly string[], action: string): string {
  const items = scopes.map((scope) => `<li>${escape(meaning[scope] ?? scope)}</li>`).join('')
  // The form posts to the very address that was asked for, with its query, so nothing is hidden.
  const { pathname, search } = new URL(action)
  return page(
    'Allow access?',
    `<p><strong>${escape(client)}</strong> asks to use the Constant Contact account of
<strong>Harrowgate Lindqvist LLP</strong>. It wants to:</p><ul>${items}</ul>
<form method="post" action="${escape(pathname + search)}">
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="deny">Deny</button></form>`,
  )
}

export function problemPage(problem: string): string {
  return page('This request cannot be used', `<p>${escape(problem)}</p>`)
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;padding:.5rem 1.25rem;margin-right:.5rem}small{color:#555}</style></head><body>
<h1>${title}</h1>${body}<p><small>Sandbox: a simulation of Constant Contact. Nothing here reaches
a real account.</small></p></body></html>`
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (letter) => entities[letter] as string)
}
