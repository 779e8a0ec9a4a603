import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { CATALOGS, compiled } from '../../tools/messages/catalogs.mjs'
import { ROOT } from '../architecture/sources.ts'
import { fc, runsOf } from '../property.ts'
import type { Catalog, Language } from '../../src/web/languages/catalog.ts'

const CATALOG: Catalog = {
  messages: {
    '{0} of {1}': '{1}, davon {0}',
    Open: 'Offen',
    'verb\u0004Open': 'Öffnen',
    '{0} row is new': ['{0} Zeile ist neu', '{0} Zeilen sind neu'],
    'counted\u0004{0} list': ['{0} Liste', '{0} Listen'],
    'There is no list {0} here.': 'Die Liste {0} gibt es hier nicht.',
    'Try again in {0}.': 'Versuchen Sie es in {0} noch einmal.',
    'It was removed.': 'Sie wurde entfernt.',
    Newsletter: 'Rundbrief',
    'Paused “{0}”.': 'Hat „{0}“ angehalten.',
    '{0} of {1} can be read.': '{1}: {0} lesbar.',
    'part\u0004Campaigns': 'Kampagnen',
  },
  patterns: [
    'There is no list {0} here.',
    'Try again in {0}.',
    'Paused “{0}”.',
    '{0} of {1} can be read.',
  ],
}

/** The modules anew, in a language: their constants are made when they are loaded. */
async function spoken(language: Language, german = CATALOG) {
  vi.resetModules()
  const { speak } = await import('../../src/web/languages/catalog.ts')
  speak(language, language === 'en' ? { messages: {}, patterns: [] } : german)
  return {
    ...(await import('../../src/web/languages/messages.ts')),
    ...(await import('../../src/web/languages/said.ts')),
    ...(await import('../../src/web/pieces/format.ts')),
    ...(await import('../../src/web/pieces/moments.ts')),
  }
}

describe('the server’s sentences, by the German catalogs there are', () => {
  let said: (sentence: string) => string
  let german: Catalog
  beforeAll(async () => {
    vi.resetModules()
    const { joined, speak } = await import('../../src/web/languages/catalog.ts')
    const folder = join(ROOT, CATALOGS, 'de')
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const parts = names
      .filter((name) => name.endsWith('.po'))
      .map((name) => [name, compiled(readFileSync(join(folder, name)), name.startsWith('server'))])
    german = joined(Object.fromEntries(parts) as Record<string, Catalog>)
    speak('de', german)
    said = (await import('../../src/web/languages/said.ts')).said
  })

  test.each([
    [
      'Opted out of everything on 2024-05-03 via preference page, Spring letter: “not found”.',
      'Am 3. Mai 2024 über Einstellungsseite, Spring letter von allem abgemeldet: „not found“.',
    ],
    ['Read in full a moment ago.', 'Vor einem Augenblick vollständig gelesen.'],
    ['Jo added Ann as manager.', 'Jo hat Ann mit der Rolle Manager hinzugefügt.'],
    [
      'The column “x” is not told. “Opens” is hidden from your role.',
      'Die Spalte „x“ wird nicht gezeigt. „Opens“ ist für Ihre Rolle verborgen.',
    ],
    [
      'It was not sent to them. Opted out of Events on 2024-05-03 via MagnetMail.',
      'Sie wurde dieser Person nicht gesendet. '
        + 'Am 3. Mai 2024 über MagnetMail von Events abgemeldet.',
    ],
    [
      '3 of 40 would go from “Clients & Co.”: 8 %, and up to 5 % go without asking.',
      '3 von 40 würden aus „Clients & Co.“ wegfallen: 8 %; ohne Rückfrage gehen bis zu 5 %.',
    ],
    [
      'The last 3 runs failed: The connection to x.example failed (ECONNREFUSED).',
      'Die letzten 3 Läufe sind fehlgeschlagen: '
        + 'Die Verbindung zu x.example ist gescheitert (ECONNREFUSED).',
    ],
    ['There is no campaign 12 here.', 'Es gibt hier keine Kampagne 12.'],
    [
      "The last 2 runs failed: Emma's token service took too long.",
      'Die letzten 2 Läufe sind fehlgeschlagen: Die Anmeldung bei Emma (Token) hat zu lange '
        + 'gedauert.',
    ],
    [
      'Parked as problem 7, open. address: It is missing. Give a text.',
      'Zurückgestellt als Problem 7 (open). address: Es fehlt. Geben Sie einen Text an.',
    ],
    [
      'It is “a. But b”. Give one of: open, click.',
      'Es ist „a. But b“. Geben Sie eines an von: open, click.',
    ],
  ])('%s', (english, expected) => {
    expect(said(english)).toBe(expected)
  })

  test('no pattern stands in the way of another, and no two places side by side', () => {
    const values = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta']
    const filled = (text: string) => text.replace(/\{(\d)\}/g, (_, at) => values[Number(at)]!)
    expect(german.patterns.length).toBeGreaterThan(300)
    expect(german.patterns.filter((one) => /\}\{/.test(one))).toEqual([])
    const wrong = german.patterns.filter(
      (one) => said(filled(one)) !== filled(german.messages[one] as string),
    )
    expect(wrong).toEqual([])
  })

  test('a sentence that holds another one, or several, is German to its last word', () => {
    const names = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta']
    const filled = (text: string) => text.replace(/\{(\d)\}/g, (_, at) => names[Number(at)]!)
    const holders = german.patterns
      .filter((one) => /(: |[.!?] )\{\d+\}$/.test(one))
      .map((one) => filled(one.replace(/\{\d+\}$/, '')))
    const held = german.patterns.filter((one) => /^[A-Z“{].*[.!?]$/.test(one)).map(filled)
    expect(Math.min(holders.length, held.length)).toBeGreaterThan(50)
    fc.assert(
      fc.property(fc.constantFrom(...holders), fc.constantFrom(...held), (head, sentence) => {
        const both = said(head + sentence)
        expect(both.endsWith(said(sentence)), both).toBe(true)
      }),
      { numRuns: runsOf(2000) },
    )
  })

  test('a place within what was sent is told in words', async () => {
    const { fieldWords } = await import('../../src/web/languages/field-words.ts')
    expect(fieldWords('readers.0.userId')).toBe('Readers 1 › User id')
    expect(fieldWords('name')).toBe('Name')
    expect(fieldWords('')).toBe('')
  })
})

describe('in German', () => {
  let web: Awaited<ReturnType<typeof spoken>>
  beforeAll(async () => {
    web = await spoken('de')
  })

  test('messages take its order, its forms and its words by context', () => {
    const { t, tc, plural, msg, counted } = web
    expect(t`${2} of ${'ten'}`).toBe('ten, davon 2')
    expect([t`Open`, tc('verb')`Open`]).toEqual(['Offen', 'Öffnen'])
    const rows = (count: number) =>
      plural(count, msg`${count} row is new`, msg`${count} rows are new`)
    expect([rows(1), rows(0), rows(7)]).toEqual([
      '1 Zeile ist neu',
      '0 Zeilen sind neu',
      '7 Zeilen sind neu',
    ])
    expect(counted(2143, 'list')).toBe('2.143 Listen')
  })

  test('what no catalog knows stays English, and what stands on Object is no message', () => {
    expect(web.t`Nobody translated ${'this'}`).toBe('Nobody translated this')
    expect(web.t`constructor`).toBe('constructor')
    expect(web.said('A sentence of tomorrow.')).toBe('A sentence of tomorrow.')
  })

  test('the server’s sentences are translated, and what people named is not', () => {
    const { said } = web
    expect(said('There is no list Newsletter here.')).toBe(
      'Die Liste Newsletter gibt es hier nicht.',
    )
    expect(said('There is no list 3 here. It was removed.')).toBe(
      'Die Liste 3 gibt es hier nicht. Sie wurde entfernt.',
    )
    expect(said('Try again in 3 days.')).toBe('Versuchen Sie es in 3 Tagen noch einmal.')
  })

  test('sentences in a row are told one by one, and a name before one stays', () => {
    const { said } = web
    expect(said('Paused “A”. Paused “B”.')).toBe('Hat „A“ angehalten. Hat „B“ angehalten.')
    expect(said('Newsletter: It was removed.')).toBe('Newsletter: Sie wurde entfernt.')
    expect(said('Newsletter: Nobody knows. It was removed.')).toBe(
      'Newsletter: Nobody knows. Sie wurde entfernt.',
    )
    expect(said('Newsletter: Open')).toBe('Newsletter: Open')
  })

  test('a part of a sentence is the server’s own word, and a message is none', () => {
    expect(web.said('Campaigns of Open can be read.')).toBe('Open: Kampagnen lesbar.')
  })

  test('numbers and times are written as Germans write them', () => {
    const now = new Date(2026, 10, 27, 14, 5)
    expect(web.wholeNumber(1234)).toBe('1.234')
    expect(web.percent(0.542)).toBe('54,2\u00a0%')
    expect(web.bytes(1_536_000)).toBe('1,5 MB')
    expect(web.dayOf(new Date(2025, 2, 3), now)).toBe('3. März 2025')
    expect(web.daySpan(new Date(2026, 4, 3), new Date(2026, 4, 9), now)).toBe('3. – 9. Mai')
    expect(web.exactly(now)).toContain('27. November 2026')
    expect(web.exactly(now)).toContain('14:05:00')
    expect(['Zebra', 'Österreich', 'ohne'].sort(web.inOrder)).toEqual([
      'ohne',
      'Österreich',
      'Zebra',
    ])
    expect(web.listed(['A', 'B', 'C'])).toBe('A, B und C')
  })
})

describe('what the server puts together is German to its last word', () => {
  let said: (sentence: string) => string
  beforeAll(async () => {
    const folder = join(ROOT, CATALOGS, 'de/server')
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const catalogs = names
      .filter((name) => name.endsWith('.po'))
      .map((name) => compiled(readFileSync(join(folder, name)), true))
    ;({ said } = await spoken('de', {
      messages: Object.assign({}, ...catalogs.map(({ messages }) => messages)),
      patterns: catalogs.flatMap(({ patterns }) => patterns),
    }))
  })

  test.each([
    ['The service ended the job: no_more.', 'Der Dienst hat den Auftrag beendet: no_more.'],
    [
      'Spring news: It is not sent yet. As the firm chose, it is sent all the same.',
      'Spring news: Sie wird noch nicht versendet. '
        + 'Wie die Firma es gewählt hat, wird sie trotzdem versendet.',
    ],
    [
      'SuiteCRM was not told of 2 campaigns. SuiteCRM was not told of one person. '
        + 'The campaign was deleted at SuiteCRM.',
      'SuiteCRM wurden 2 Kampagnen nicht mitgeteilt. SuiteCRM wurde eine Person nicht mitgeteilt. '
        + 'Die Kampagne wurde bei SuiteCRM gelöscht.',
    ],
    ['Target lists can be read.', 'Ziellisten: lesbar.'],
    [
      'The view crm.people can be read. Not known, as it has no such column: phone, city.',
      'Die Sicht crm.people lässt sich lesen. Nicht bekannt, weil die Spalte fehlt: phone, city.',
    ],
    [
      'There is no table homing.wishes: opt-outs and returns are not told.',
      'Es gibt keine Tabelle homing.wishes. Nicht mitgeteilt wird: Abmeldungen und Rückkehr.',
    ],
    [
      "Reading lists waits for the service's next day: "
        + 'what is left of this one is kept for opt-outs and fresh news.',
      'Wartet auf den nächsten Tag des Dienstes: „Listen lesen“. '
        + 'Was von diesem übrig ist, bleibt Abmeldungen und frischen Neuigkeiten vorbehalten.',
    ],
    [
      'Spring: Emma counts 5 more than it told, 100 in all: Clicks in all. '
        + 'Emma counts 2 fewer than came, 8 in all: Forwards.',
      'Spring: Emma zählt 5 mehr als mitgeteilt, zusammen 100: Klicks insgesamt. '
        + 'Emma zählt 2 weniger als eingetroffen, zusammen 8: Weiterleitungen.',
    ],
    [
      'Person 12: Birthday: the value is no day. And 3 more like this.',
      'Person 12: Birthday: Der Wert ist kein Tag. Und noch 3 wie dieses.',
    ],
    [
      'City: by the mapping of “SuiteCRM”, your CRM owns it.',
      'City: Nach der Zuordnung von „SuiteCRM“ gehört es Ihrem CRM.',
    ],
    [
      'SFTP files.example:22 /out: report.csv: It is empty. So it is with 2 more.',
      'SFTP files.example:22 /out: report.csv: Sie ist leer. So ist es noch bei 2 anderen.',
    ],
    [
      '20 tries in a row failed. The last: Answered 500.',
      '20 Versuche in Folge sind fehlgeschlagen. Zuletzt: Hat mit 500 geantwortet.',
    ],
    [
      'The last 3 tries to read A failed. The last one said: B answered 503.',
      'Die letzten 3 Versuche, A zu lesen, sind fehlgeschlagen. Der letzte meldete: '
        + 'B hat mit 503 geantwortet.',
    ],
    [
      'Added the connection “A” to Files and generic webhook.',
      'Hat die Verbindung „A“ zu Dateien und allgemeiner Webhook hinzugefügt.',
    ],
    [
      'Renamed the connection “A”: “B”. Changed the settings of the connection “A”.',
      'Hat die Verbindung „A“ umbenannt: „B“. Hat die Einstellungen der Verbindung „A“ geändert.',
    ],
    [
      'No longer syncs opt-outs of “A” by itself.',
      'Gleicht Abmeldungen von „A“ nicht mehr von selbst ab.',
    ],
    [
      'Feedback of Spring (clicks): The next run begins anew.',
      'Rückmeldungen zu Spring (Klicks): Der nächste Lauf beginnt von vorn.',
    ],
  ])('%s', (english, german) => {
    expect(said(english)).toBe(german)
  })
})

test('in English a message is what the source says, whatever a catalog would', async () => {
  const { t, said, counted } = await spoken('en')
  expect(t`${2} of ${'a\n  b'}
    lines`).toBe('2 of a\n  b lines')
  expect(said('There is no list 3 here.')).toBe('There is no list 3 here.')
  expect([counted(1, 'try', 'tries'), counted(2, 'try', 'tries')]).toEqual(['1 try', '2 tries'])
})

test('a catalog is compiled without what is in doubt or not translated', () => {
  const po = [
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n',
    'msgid "Done {0}"\nmsgstr "Fertig {0}"\n',
    '#, fuzzy\nmsgid "In doubt"\nmsgstr "Zweifel"\n',
    'msgid "Waiting"\nmsgstr ""\n',
    'msgctxt "verb"\nmsgid "Open"\nmsgstr "Öffnen"\n',
  ].join('\n')
  expect(compiled(Buffer.from(po), true)).toEqual({
    messages: { 'Done {0}': 'Fertig {0}', 'verb\u0004Open': 'Öffnen' },
    patterns: ['Done {0}'],
  })
  const shell = compiled(readFileSync(join(ROOT, CATALOGS, 'de/shell.po')), false)
  expect(shell.messages['Settings']).toBe('Einstellungen')
  expect(shell.patterns).toEqual([])
})
