import { LANGUAGES, type Language } from './catalog.ts'

/** Where this browser keeps what the person chose, so that a page need not ask before it speaks. */
const KEPT = 'homing.language'

let begun: Language = 'en'

/** The language this page is to speak: as chosen, else the first of the browser's that there is. */
export function languageAtStart(): Language {
  begun = languageWanted()
  return begun
}

function languageWanted(): Language {
  return keptChoice() ?? navigator.languages.map(spoken).find((one) => one !== null) ?? 'en'
}

/**
 * Takes what the account says (null: as the browser says). Another language than the page began
 * with needs the page anew, and true says that it is on its way.
 */
export function follow(chosen: Language | null): boolean {
  keep(chosen)
  // Where the browser keeps nothing, the next page would know no better.
  if (keptChoice() !== chosen || languageWanted() === begun) return false
  window.location.reload()
  return true
}

function keptChoice(): Language | null {
  try {
    return spoken(window.localStorage.getItem(KEPT) ?? '')
  } catch {
    return null // Storage is switched off: as the browser says.
  }
}

function keep(chosen: Language | null): void {
  try {
    if (chosen === null) window.localStorage.removeItem(KEPT)
    else window.localStorage.setItem(KEPT, chosen)
  } catch {
    return // Storage is switched off: the account's choice cannot hold in this browser.
  }
}

/** "de-AT" is German; null of a language there is no catalog of. */
function spoken(tag: string): Language | null {
  const [language = ''] = tag.toLowerCase().split('-')
  return Object.hasOwn(LANGUAGES, language) ? (language as Language) : null
}
