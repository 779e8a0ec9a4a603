import type { FirmWords } from '../../preferences/index.ts'
import { CATALOGUE, LANGUAGES, say, type Language, type Text } from './catalogue.ts'
import { html, Html } from './html.ts'
import { styleWith } from './style.ts'

/** A page with the style its policy must allow. */
export interface Page {
  html: string
  style: string
}

/** How a page is shown, whatever is on it. */
export interface Showing {
  language: Language
  /** The page's own path, for its forms and for the other languages. */
  path: string
  /** The path of the page with all preferences. */
  preferencesPath: string
  /** Epoch milliseconds. */
  now: number
}

/** Puts what stands on a page into its frame: the firm, the languages, the imprint. */
export function pageOf(
  showing: Showing,
  of: { title: string; firm: string | null; words: FirmWords | null; body: Html },
): Page {
  const { title, firm, words, body } = of
  const style = styleWith(words?.colour ?? '')
  const page = html`<!doctype html>
    <html lang="${showing.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${firm === null ? title : `${title} – ${firm}`}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <div class="sheet">
          <header>
            ${firm !== null && html`<p class="firm">${firm}</p>`} ${languages(showing)}
          </header>
          <main>${body}</main>
          ${
            words !== null
            && words.imprint !== ''
            && html`<footer lang="${words.language}">${words.imprint}</footer>`
          }
        </div>
      </body>
    </html>`
  return { html: page.text, style }
}

function languages(showing: Showing): Html {
  const { language, path } = showing
  const links = LANGUAGES.map((one) =>
    one === language
      ? html`<li><span aria-current="true" lang="${one}">${CATALOGUE[one].name}</span></li>`
      : html`<li>
          <a href="${path}?lang=${one}" lang="${one}" hreflang="${one}">${CATALOGUE[one].name}</a>
        </li>`,
  )
  return html`<nav aria-label="${texts(showing)('languages')}">
    <ul>
      ${links}
    </ul>
  </nav>`
}

/** How a person reaches the firm; where it is not known, by the mail that led here. */
export function reach(showing: Showing, of: { firm: string; words: FirmWords } | null): string {
  const t = texts(showing)
  if (of === null) return t('reachUnknown')
  const { firm, words } = of
  return words.contact === ''
    ? t('reachByAnswer', { firm })
    : t('reachFirm', { firm, contact: words.contact })
}

/** A text in the firm's words and language; null where it has none. */
export function firmsOwn(element: 'h1' | 'p', words: FirmWords, text: string | null): Html | null {
  if (text === null) return null
  return element === 'h1'
    ? html`<h1 lang="${words.language}">${text}</h1>`
    : html`<p lang="${words.language}" class="intro">${text}</p>`
}

/** What every form carries: its language, and when it was shown. */
export function hidden({ language, now }: Showing): Html {
  return html`<input type="hidden" name="lang" value="${language}" />
    <input type="hidden" name="at" value="${now.toString(36)}" />`
}

/** Says the texts of the page's language. */
export function texts({ language }: Showing) {
  return (text: Text, put?: Record<string, string>) => say(language, text, put)
}
