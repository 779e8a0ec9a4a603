import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  capabilitiesOf,
  connectors,
  judgeAnswer,
  judgeFault,
  PRESETS,
  settingsSchemaOf,
  type Connector,
} from '../../src/connectors/index.ts'
import { HttpFault } from '../../src/platform/http/index.ts'
import { joined, speak } from '../../src/web/languages/catalog.ts'
import { said } from '../../src/web/languages/said.ts'
import { CATALOGS, compiled } from '../../tools/messages/catalogs.mjs'
import { ROOT } from '../architecture/sources.ts'

const mine = connectors.filter(({ system }) => system !== 'crm')
/** What English has and German has not; a vendor's own words stand between quotes. */
const ENGLISH = /\b(the|and|of|with|is|are|this|that|not|your|you|it|its)\b/i

beforeAll(() => {
  const folder = join(ROOT, CATALOGS, 'de')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const catalogs = names
    .filter((name) => name.endsWith('.po'))
    .map((name) => compiled(readFileSync(join(folder, name)), name.startsWith('server')))
  speak('de', joined(Object.fromEntries(catalogs.entries())))
})

const titlesIn = (connector: Pick<Connector, 'settings'>) =>
  Object.values(settingsSchemaOf(connector)['properties'] as object).flatMap(
    ({ title, description }: { title?: string; description?: string }) => [title, description],
  )

/** All that a connector says of itself, wherever a screen shows it. */
function toldBy(connector: Connector): string[] {
  const { oauth2, hooks, files, consent, audience, fields, mailings, copies, totals } = connector
  const told = [
    ...titlesIn(connector),
    ...capabilitiesOf(connector).flatMap(({ title, why, source }) => [title, why, source.title]),
    ...(oauth2?.scopes.map(({ why }) => why) ?? []),
    ...[hooks?.keys?.title, hooks?.keys?.help, files?.ownFormat?.sentence],
    ...Object.values(consent?.rules ?? {}),
    ...Object.values(audience?.rules ?? {}),
    ...(fields ? [...fields.rules, ...fields.fixed.map(({ label }) => label)] : []),
    ...(mailings ? [...mailings.rules, ...titlesIn({ settings: mailings.fields })] : []),
    ...(copies?.rules ?? []),
    ...Object.values(totals?.definitions ?? {}).map(({ open }) => open),
    ...connector.errors.flatMap(({ sentence, remedy }) => [sentence, remedy]),
  ]
  return told.filter((text) => text !== null && text !== undefined && text !== '') as string[]
}

/** The same in both languages; an operation of a vendor's is called as it is there. */
const SAME = /^(Client|Core table|Fax|Workspace|\w+\.)$/

describe.each(mine)('what $id says', (connector) => {
  test('is German on the screens', () => {
    const told = toldBy(connector)
    expect(told.length).toBeGreaterThan(20)
    const left = told.filter((text) => {
      const words = said(text)
      const isLeft = words === text && !SAME.test(text)
      return isLeft || ENGLISH.test(words.replace(/„[^“]*“/g, ''))
    })
    expect(left).toEqual([])
  })
})

describe('what is said of any system', () => {
  test.each([302, 401, 403, 404, 408, 410, 418, 425, 429, 500, 503])(
    'that answers %i is German',
    (status) => {
      const answer = { status, headers: new Headers(), body: undefined, now: 0 }
      const { message, remedy } = judgeAnswer('Emma', [], answer)
      expect(said(message)).toMatch(/Emma/)
      expect(said(message)).not.toBe(message)
      if (remedy !== '') expect(said(remedy)).not.toBe(remedy)
    },
  )

  test('keeps a vendor’s own words, and says the rest in German', () => {
    const told = 'Act-On refused what was asked. It says: “The list is gone. Try another.”'
    expect(said(told)).toBe(
      'Act-On hat die Anfrage abgelehnt. Dort heißt es: „The list is gone. Try another.“',
    )
    expect(said('What Act-On answered cannot be read. It has no field result.')).toBe(
      'Die Antwort von Act-On ist nicht lesbar. Das Feld result fehlt darin.',
    )
    expect(
      said('The scope account_read is missing. It lets Homing show which account is connected.'),
    ).toBe('Der Scope account_read fehlt. Damit kann Homing zeigen, welches Konto verbunden ist.')
    expect(said('There is no address. (line 4 of the file)')).toBe(
      'Es gibt keine Adresse. (Zeile 4 der Datei)',
    )
  })

  test('says what to do where a service did not answer', () => {
    const failure = judgeFault('Emma', new HttpFault('unknown_host', 'x.example was not found.'))
    const { remedy } = failure as { remedy: string }
    expect(said(remedy)).not.toBe(remedy)
  })

  test('says where presets come from', () => {
    for (const { note } of PRESETS) expect(said(note)).not.toBe(note)
    expect(said('Any other service')).toBe('Ein anderer Dienst')
  })
})
