/** The languages the screens speak, as their own people call them. English is that of record. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

/** How numbers, dates and the order of words are written in each. */
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' }
/** The order in which the forms of a plural stand in a catalog. */
const FORMS: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']

/**
 * What the build makes of the .po files of a language: each English message (its context before it,
 * as gettext writes that) with its translation, or with one for each form of its plural; and which
 * of the server's sentences have places to fill in.
 */
export interface Catalog {
  messages: Readonly<Record<string, string | readonly string[]>>
  patterns: readonly string[]
}

/** One catalog of those that a language is kept in, one a folder of the sources. */
export function joined(parts: Record<string, Catalog>): Catalog {
  const catalogs = Object.values(parts)
  return {
    messages: Object.assign({}, ...catalogs.map((one) => one.messages)),
    patterns: catalogs.flatMap((one) => one.patterns),
  }
}

let language: Language = 'en'
let catalog: Catalog = { messages: {}, patterns: [] }
let forms = formsOf('en')

/** Takes a language before any module of the app is evaluated: their constants are messages too. */
export function speak(chosen: Language, its: Catalog): void {
  language = chosen
  catalog = its
  forms = formsOf(chosen)
}

export function languageNow(): Language {
  return language
}

/** The locale that formats take: 'en-GB' or 'de-DE'. */
export function locale(): string {
  return LOCALES[language]
}

/** The server's sentences with places, in English: "{0} of {1} rows". */
export function patterns(): readonly string[] {
  return catalog.patterns
}

/** The translation of a message, in the form a count asks for; null where there is none. */
export function translationOf(message: string, count?: number, context?: string): string | null {
  const key = context === undefined ? message : `${context}\u0004${message}`
  const found = Object.hasOwn(catalog.messages, key) ? catalog.messages[key] : undefined
  if (found === undefined) return null
  if (typeof found === 'string') return found
  return found[count === undefined ? 0 : forms(count)] ?? null
}

function formsOf(chosen: Language): (count: number) => number {
  const rules = new Intl.PluralRules(LOCALES[chosen])
  const known = FORMS.filter((form) => rules.resolvedOptions().pluralCategories.includes(form))
  return (count) => known.indexOf(rules.select(count))
}
