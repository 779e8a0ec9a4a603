import { masked, type FirmWords, type PageState } from '../../preferences/index.ts'
import { isLanguage } from './catalogue.ts'
import { preferencesPage } from './pages.ts'

/** The page with words that are not saved yet, for an invented address and topics. */
export function previewOf(of: {
  firm: string
  words: FirmWords
  language: string
  now: number
}): string {
  const { firm, words, language, now } = of
  const shown = isLanguage(language) ? language : 'en'
  return preferencesPage(
    { language: shown, path: '', preferencesPath: '', now },
    { ...INVENTED, firm, words },
  ).html
}

const topic = (id: number, name: string, isLeft: boolean) => ({
  id,
  name,
  description: '',
  group: null,
  isLeft,
  needsConsent: false,
})

const INVENTED: Omit<PageState, 'firm' | 'words'> = {
  address: { id: 0, masked: masked('jane@example.com'), isShared: false, isReplaced: false },
  personIds: [],
  campaignId: null,
  campaignTopic: null,
  topics: [topic(1, 'A topic', false), topic(2, 'Another topic', true)],
  isOut: false,
  needsConsent: false,
}
