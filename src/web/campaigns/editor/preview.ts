import { verbatim } from '../../languages/messages.ts'

/**
 * Nothing but the mail's own text and styles: no script, no frame, no form, and nothing fetched
 * from anywhere, so that nobody learns that somebody is looking.
 */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  verbatim('img-src data:'),
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')

/**
 * The document of a preview. It is shown in a frame without any permission (sandbox=""), which
 * alone keeps scripts and the page's origin away; the policy holds beside it. Personal tags show
 * what stands there for somebody unknown. Pure.
 */
export function previewOf(html: string): string {
  const shown = html.replace(/\[\[\s*trackingImage\s*\]\]/gi, '')
  const policy = verbatim(`http-equiv="Content-Security-Policy" content="${POLICY}"`)
  return verbatim(`<!doctype html><meta ${policy}>${shown}`)
}
