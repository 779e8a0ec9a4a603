import { speak, type Catalog, type Language } from './catalog.ts'
import { languageWanted } from './choice.ts'

/** English needs no catalog; another language's is fetched where it is spoken, and only there. */
const CATALOGS: Record<Exclude<Language, 'en'>, () => Promise<{ default: Catalog }>> = {
  de: () => import('./de/catalog.ts'),
}

/** Lets the page speak the reader's language; before any other module of the app is loaded. */
export async function speakWanted(): Promise<void> {
  const wanted = languageWanted()
  document.documentElement.lang = wanted
  if (wanted !== 'en') speak(wanted, (await CATALOGS[wanted]()).default)
}
