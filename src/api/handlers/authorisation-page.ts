import type { Authorised } from '../../connections/index.ts'

const SECONDS_SHOWN = 2

/**
 * The page somebody sees when a vendor's consent page has led them back: no script, so that it
 * needs no exception from the content security policy. Success goes on by itself; a failure stays
 * to be read.
 */
export async function* authorisationPage(done: Authorised): AsyncGenerator<string> {
  const home = `/connections/${done.connectionId}`
  const name = escaped(done.name)
  if (done.failure === null) {
    const refresh = `<meta http-equiv="refresh" content="${SECONDS_SHOWN};url=${home}">`
    yield page('Authorised', refresh)
    yield `<p>“${name}” may speak to its account now.</p><p><a href="${home}">Go on</a></p>`
  } else {
    yield page('Not authorised', '')
    yield `<p>${escaped(done.failure.message)}</p><p>${escaped(done.failure.remedy)}</p>`
    yield `<p><a href="${home}">Back to “${name}”</a></p>`
  }
  yield '</main></body></html>\n'
}

function page(title: string, head: string): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    + '<meta name="viewport" content="width=device-width">'
    + '<meta name="referrer" content="no-referrer">'
    + '<meta name="color-scheme" content="light dark">'
    + `${head}<title>${title} · Homing</title></head>`
    + `<body><main><h1>${title}</h1>`
  )
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (letter) => entities[letter]!)
}
