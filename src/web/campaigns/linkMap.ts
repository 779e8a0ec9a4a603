import { counted, verbatim } from '../languages/messages.ts'
import { previewOf } from './editor/preview.ts'

interface ClickedLink {
  linkId: number
  url: string
  people: number
}

/** Taken out before the mail is shown: the frame would not let them act anyway. */
const ACTIVE = verbatim(
  'script, iframe, frame, object, embed, base, meta, link, form, audio, video, noscript',
)
/** Beside a link: how many people clicked it. Styles of its own, whatever the mail's are. */
const BADGE = [
  verbatim('all: revert; display: inline-block; margin: 0 0 0 4px; padding: 0 6px'),
  verbatim('border-radius: 9px; background: #2b5a8c; color: #fff'),
  verbatim('font: 600 12px/18px system-ui, sans-serif'),
  verbatim('white-space: nowrap; text-decoration: none; vertical-align: middle'),
].join('; ')

const STAND_IN = verbatim('color: #6b7280; border: 1px dashed #c3c8cf; padding: 2px 6px')

/**
 * The mail as a document for a frame without any permission, with the people who clicked each link
 * beside it; links lead nowhere. placed: the links that were found in it. HTML of strangers goes
 * through the browser's own parser into a document that never runs, never into this page.
 */
export function linkMapOf(html: string, links: readonly ClickedLink[]) {
  const mail = new DOMParser().parseFromString(html, 'text/html')
  for (const element of mail.querySelectorAll(ACTIVE)) element.remove()
  for (const picture of mail.querySelectorAll('img, picture source')) wordsFor(mail, picture)
  const byUrl = new Map(links.map((link) => [sameUrl(link.url), link]))
  const placed = new Set<number>()
  for (const anchor of mail.querySelectorAll('a[href], area[href]')) {
    const link = byUrl.get(sameUrl(anchor.getAttribute('href')!))
    anchor.removeAttribute('href')
    anchor.removeAttribute('target')
    if (link === undefined) continue
    placed.add(link.linkId)
    anchor.after(badgeOf(mail, link))
  }
  return { document: previewOf(mail.documentElement.outerHTML), placed }
}

function badgeOf(mail: Document, { people }: ClickedLink): HTMLElement {
  const badge = mail.createElement('span')
  badge.setAttribute('style', BADGE)
  badge.textContent = counted(people, 'person', 'people')
  return badge
}

/** A picture that would be fetched is its words, or nothing. */
function wordsFor(mail: Document, picture: Element): void {
  if (/^data:/i.test(picture.getAttribute('src') ?? '')) return
  const words = picture.getAttribute('alt')?.trim() ?? ''
  const stand = mail.createElement('span')
  stand.setAttribute('style', STAND_IN)
  stand.textContent = words
  if (words === '') picture.remove()
  else picture.replaceWith(stand)
}

/** Web addresses are written alike: the parser's form, without the last slash. */
function sameUrl(url: string): string {
  const trimmed = url.trim()
  return (URL.canParse(trimmed) ? new URL(trimmed).href : trimmed).replace(/\/$/, '')
}
