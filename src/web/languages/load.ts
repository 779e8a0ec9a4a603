import { speak, type Catalog, type Language } from './catalog.ts'
import { languageAtStart } from './choice.ts'

/** English needs no catalog; another language's is fetched where it is spoken, and only there. */
const CATALOGS: Record<Exclude<Language, 'en'>, () => Promise<{ default: Catalog }>> = {
  de: () => import('./de/catalog.ts'),
}

/** Lets the page speak the reader's language; before any other module of the app is loaded. */
export async function speakWanted(): Promise<void> {
  const wanted = languageAtStart()
  if (wanted === 'en') return
  try {
    speak(wanted, (await CATALOGS[wanted]()).default)
    document.documentElement.lang = wanted
  } catch (error) {
    // A page in English can be read, one without its app cannot.
    console.error(error)
  }
}
