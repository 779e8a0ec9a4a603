/**
 * Every text of the pages a person sees without signing in. To add a language, add its entry with
 * all the texts (a test holds them complete); braces name what is put in. A change of meaning is a
 * new version: the version is kept as evidence of what a person read when choosing.
 */
export const CATALOGUE = {
  en: {
    name: 'English',
    version: 'en-1',
    title: 'Your e-mail preferences',
    forAddress: 'For the address {address}',
    isShared:
      'Several people use this address. What you choose here counts for everyone who uses it.',
    isReplaced:
      'This address was replaced in our records. If you stop mailings here, we stop them at'
      + ' the newer address as well.',
    languages: 'Language',
    nowIn: 'We send mailings to this address.',
    nowOut: 'We send no mailings to this address.',
    nowNeedsConsent: 'We send no mailings to this address until you ask for them.',
    topics: 'What may we write to you about?',
    topicsHint: 'Tick what you would like to get. With nothing ticked, all mailings stop.',
    otherTopics: 'Other topics',
    save: 'Save my choice',
    stopAll: 'Stop all mailings',
    start: 'Send me mailings',
    stillSent: 'Messages you need, about a contract for instance, are still sent.',
    reason: 'Would you tell us why? You need not.',
    reasonNone: 'I would rather not say',
    reasonTooMany: 'I get too many mails',
    reasonNotRelevant: 'They are not about what interests me',
    reasonNotAsked: 'I never asked for them',
    reasonOther: 'Another reason',
    reasonWords: 'In your own words',
    leaveTitle: 'Stop these mailings?',
    leaveText: 'Nothing has changed yet. Press a button to stop the mailings.',
    leaveTopic: 'Stop mailings about “{topic}”',
    allPreferences: 'See all preferences',
    doneTitle: 'Your choice is saved',
    doneOut: 'You will get no more mailings from us.',
    doneIn: 'You will get mailings from us again.',
    doneTopicOut: 'No more mailings about “{topic}”.',
    doneTopicIn: 'You will get mailings about “{topic}”.',
    doneNothing: 'That was your choice already. Nothing has changed.',
    doneLater: 'A mailing that is already on its way may still arrive.',
    heldElsewhere:
      'We still do not write to you: mailings were also stopped in another way, which this '
      + 'page cannot take back.',
    undo: 'Undo this',
    unknownTitle: 'This link does not work',
    unknownText:
      'It may have been cut off in your mail, or it has been ended. Nothing has been changed.',
    busyTitle: 'Please try again in a moment',
    busyText: 'Your choice has not been saved yet.',
    reachFirm: 'How to reach {firm}: {contact}',
    reachByAnswer: 'To reach {firm}, answer one of its mails and say what you would like.',
    reachUnknown: 'Answer the mail that led you here, and say what you would like.',
  },
  de: {
    name: 'Deutsch',
    version: 'de-2',
    title: 'Ihre E-Mail-Einstellungen',
    forAddress: 'Für die Adresse {address}',
    isShared:
      'Diese Adresse wird von mehreren Personen genutzt. Ihre Auswahl gilt für alle, die '
      + 'sie nutzen.',
    isReplaced:
      'Diese Adresse wurde bei uns durch eine neuere ersetzt. Wenn Sie Aussendungen hier '
      + 'beenden, enden sie auch an der neueren Adresse.',
    languages: 'Sprache',
    nowIn: 'Wir senden Aussendungen an diese Adresse.',
    nowOut: 'Wir senden keine Aussendungen an diese Adresse.',
    nowNeedsConsent:
      'Wir senden keine Aussendungen an diese Adresse, solange Sie nicht darum bitten.',
    topics: 'Worüber dürfen wir Ihnen schreiben?',
    topicsHint:
      'Kreuzen Sie an, was Sie erhalten möchten. Ist nichts angekreuzt, enden alle Aussendungen.',
    otherTopics: 'Weitere Themen',
    save: 'Auswahl speichern',
    stopAll: 'Alle Aussendungen beenden',
    start: 'Aussendungen wieder erhalten',
    stillSent: 'Nachrichten, die Sie benötigen, etwa zu einem Vertrag, erhalten Sie weiterhin.',
    reason: 'Möchten Sie uns sagen, warum? Das ist freiwillig.',
    reasonNone: 'Das möchte ich nicht sagen',
    reasonTooMany: 'Ich erhalte zu viele E-Mails',
    reasonNotRelevant: 'Die Themen interessieren mich nicht',
    reasonNotAsked: 'Ich habe sie nie bestellt',
    reasonOther: 'Ein anderer Grund',
    reasonWords: 'In Ihren eigenen Worten',
    leaveTitle: 'Diese Aussendungen beenden?',
    leaveText:
      'Noch ist nichts geändert. Drücken Sie eine Schaltfläche, um die Aussendungen zu beenden.',
    leaveTopic: 'Aussendungen zu „{topic}“ beenden',
    allPreferences: 'Alle Einstellungen ansehen',
    doneTitle: 'Ihre Auswahl ist gespeichert',
    doneOut: 'Sie erhalten keine Aussendungen mehr von uns.',
    doneIn: 'Sie erhalten wieder Aussendungen von uns.',
    doneTopicOut: 'Keine Aussendungen mehr zu „{topic}“.',
    doneTopicIn: 'Sie erhalten Aussendungen zu „{topic}“.',
    doneNothing: 'Das war bereits Ihre Auswahl. Es hat sich nichts geändert.',
    doneLater: 'Eine Aussendung, die schon unterwegs ist, kann Sie noch erreichen.',
    heldElsewhere:
      'Wir schreiben Ihnen weiterhin nicht: Aussendungen wurden auch auf anderem Weg beendet, '
      + 'was diese Seite nicht zurücknehmen kann.',
    undo: 'Rückgängig machen',
    unknownTitle: 'Dieser Link funktioniert nicht',
    unknownText:
      'Vielleicht wurde er in Ihrer E-Mail abgeschnitten, oder er gilt nicht mehr. Es wurde'
      + ' nichts geändert.',
    busyTitle: 'Bitte versuchen Sie es gleich noch einmal',
    busyText: 'Ihre Auswahl ist noch nicht gespeichert.',
    reachFirm: 'So erreichen Sie {firm}: {contact}',
    reachByAnswer:
      'Um {firm} zu erreichen, antworten Sie auf eine der E-Mails und schreiben Sie, was '
      + 'Sie wünschen.',
    reachUnknown:
      'Antworten Sie auf die E-Mail, die Sie hierher geführt hat, und schreiben Sie, was '
      + 'Sie wünschen.',
  },
} as const satisfies Record<string, Record<string, string>>

export type Language = keyof typeof CATALOGUE
export type Text = Exclude<keyof (typeof CATALOGUE)['en'], 'name' | 'version'>

export const LANGUAGES = Object.keys(CATALOGUE) as Language[]

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(CATALOGUE, text)
}

/** A text in a language, with what is put in. */
export function say(language: Language, text: Text, put: Record<string, string> = {}): string {
  return CATALOGUE[language][text].replace(/\{(\w+)\}/g, (_, name: string) => put[name] ?? '')
}

/** Entries of an Accept-Language header looked at. */
const RANGES_MAX = 20

/** The visitor's best language there is: as chosen, else as the browser asks, else the firm's. */
export function languageOf(
  chosen: string | undefined,
  acceptLanguage: string | undefined,
  firms: string,
): Language {
  if (chosen !== undefined && isLanguage(chosen)) return chosen
  const ranges = (acceptLanguage ?? '').split(',').slice(0, RANGES_MAX).map(rangeOf)
  const best = ranges
    .filter(({ tag, q }) => q > 0 && isLanguage(tag))
    .reduce<{ tag: string; q: number } | null>((a, b) => (a !== null && a.q >= b.q ? a : b), null)
  if (best !== null) return best.tag as Language
  return isLanguage(firms) ? firms : 'en'
}

/** "de-AT;q=0.8" is German, and wished for by 0.8. */
function rangeOf(text: string): { tag: string; q: number } {
  const [tag = '', ...parameters] = text.trim().toLowerCase().split(';')
  const weight = parameters.find((one) => /^\s*q=/.test(one))?.split('=')[1]
  return { tag: tag.split('-')[0]!, q: weight === undefined ? 1 : Number(weight) || 0 }
}
