import { describe, expect, test } from 'vitest'
import {
  catalogOf,
  entriesOf,
  languagesIn,
  nameOf,
  type Entry,
} from '../../tools/messages/catalogs.mjs'
import { allMessages, webSources } from '../../tools/messages/everything.mjs'
import { messagesIn } from '../../tools/messages/found.mjs'
import { sentencesIn } from '../../tools/messages/server.mjs'
import { parsed } from '../../tools/messages/sources.mjs'
import { unmarkedIn } from '../../tools/messages/unmarked.mjs'
import { ROOT } from './sources.ts'
import { WAITING } from './waiting-for-words.ts'

const isDone = (catalog: string) => !WAITING.includes(catalog)
const { found, faults } = allMessages(ROOT)
const places = (text: string) => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort().join()

describe('texts on the screens', () => {
  test('are seen by the scan, and code is not', () => {
    const text = [
      'const a = <Panel title="What comes" id="Number" className={`big ${x}`}>',
      '  Read {count} rows {isLate && "late"}',
      '</Panel>',
      'const b = { label: "rows", to: "somewhere", name: `Sent ${n}`, hint: "Homing" }',
      'const c = t`Marked`; throw new Error("For programmers only.")',
      'const d = x === "Equal to" ? verbatim("Not a message") : "It is one."',
    ].join('\n')
    expect(unmarkedIn([parsed('x.tsx', text)])).toEqual([
      'x.tsx:1: What comes',
      'x.tsx:2: Read',
      'x.tsx:2: rows',
      'x.tsx:2: late',
      'x.tsx:4: rows',
      'x.tsx:4: Sent …',
      'x.tsx:6: It is one.',
    ])
  })

  test('are messages', () => {
    const sources = webSources(ROOT).filter(({ path }) => isDone(catalogOf(path)))
    expect(sources.length).toBeGreaterThan(30)
    expect(unmarkedIn(sources)).toEqual([])
  })
})

describe('messages', () => {
  test('are found with their contexts, plurals and places', () => {
    const text = [
      't`${a.b} of\n      ${c}`; tc("verb")`Open`; counted(n, "try", "tries")',
      'plural(n, msg`${n} row`, msg`${n} rows of ${all}`); t` of ${n}`; counted(n, noun)',
    ].join('\n')
    const { found, faults } = messagesIn([parsed('x.ts', text)])
    expect(found.map(({ context, id, many, values }) => ({ context, id, many, values }))).toEqual([
      { context: '', id: '{0} of {1}', many: null, values: ['a.b', 'c'] },
      { context: 'verb', id: 'Open', many: null, values: [] },
      { context: 'counted', id: '{0} try', many: '{0} tries', values: ['count'] },
      { context: '', id: '{0} row', many: '{0} rows of {1}', values: ['n', 'all'] },
    ])
    expect(faults).toHaveLength(2)
  })

  test('of the server are found where they are listed, choices apart and sums together', () => {
    const text = [
      'throw new Refused(409, `There are ${n} keys ` + "already.", { remedy: "Remove one." })',
      'const title = isA ? "Not this" : "Nor that"; const fine = { title: "Not of this folder" }',
      'log("Nobody reads this."); const one = { remedy: late ? `In ${time}.` : "Now." }',
    ].join('\n')
    const told = sentencesIn([parsed('src/accounts/x.ts', text)]).map(({ id }) => id)
    expect(told).toEqual(['There are {0} keys already.', 'Remove one.', 'In {0}.', 'Now.'])
    expect(sentencesIn([parsed('src/cli/x.ts', text)])).toEqual([])
  })

  test('of the server are followed to whole sentences where a family asks for that', () => {
    const text = [
      "const KINDS = { list: 'the list', segment: 'the segment' } as const",
      "const code = { reason: 'opted_out', cause: LATE }; const LATE = 'It came late.'",
      'function told(kind: keyof typeof KINDS, name: string, n: number) {',
      '  const end = n === 0 ? "" : ` of ${n}`',
      '  return { sentence: `Made ${KINDS[kind]} ${name}${end}.`, reason: many(n) }',
      '}',
      'function many(n: number) { return n === 1 ? "One row." : `${counted(n, "row")} in all.` }',
      'notFound("list", 7)',
    ].join('\n')
    const told = sentencesIn([parsed('src/lists/x.ts', text)]).map(({ id }) => id)
    expect(told).toEqual([
      'It came late.',
      'Made the list {0}.',
      'Made the list {0} of {1}.',
      'Made the segment {0}.',
      'Made the segment {0} of {1}.',
      'One row.',
      '1 row in all.',
      '{0} rows in all.',
      'There is no list {0} here.',
    ])
  })

  test('of the server are found in tables, lists, short functions and what is returned', () => {
    const text = [
      "const GIVEN_UP = { a: 'It was rejected.' }; const one = { rules: ['Once.', `At ${n}.`] }",
      "z.string().min(1, 'It is needed.'); const two = { sentence: (v) => `${v} was late.` }",
    ].join('\n')
    const told = sentencesIn([parsed('src/connectors/esp/x.ts', text)]).map(({ id }) => id)
    const expected = ['It was rejected.', 'Once.', 'At {0}.', 'It is needed.', '{0} was late.']
    expect(told).toEqual(expected)
    const returning = "function addressProblem(a) { return a ? null : 'There is none.' }"
    const returned = sentencesIn([parsed('src/connectors/sdk/x.ts', returning)])
    expect(returned.map(({ id }) => id)).toEqual(['There is none.'])
  })

  test('can be translated as they are written', () => {
    const waiting = WAITING.map((folder) => `src/web/${folder}/`)
    expect(faults.filter((one) => !waiting.some((folder) => one.startsWith(folder)))).toEqual([])
    expect(found.length).toBeGreaterThan(100)
  })
})

describe.each(languagesIn(ROOT))('the catalogs of %s', (language) => {
  const entries = entriesOf(ROOT, language)
  const used = entries.filter((entry) => !entry.isObsolete)
  const told = ({ catalog, context, id }: Entry) => `${catalog}: ${context && `(${context}) `}${id}`

  test('hold every message; npm run messages brings them', () => {
    const held = new Set(used.map((entry) => `${entry.catalog}\u0004${nameOf(entry)}`))
    const missing = found
      .filter((message) => isDone(catalogOf(message.path)))
      .filter((message) => !held.has(`${catalogOf(message.path)}\u0004${nameOf(message)}`))
    expect(missing.map((message) => `${message.path}: ${message.id}`)).toEqual([])
  })

  test('hold nothing else', () => {
    const wanted = new Set(found.map((one) => `${catalogOf(one.path)}\u0004${nameOf(one)}`))
    const gone = entries.filter(
      (entry) => entry.isObsolete || !wanted.has(`${entry.catalog}\u0004${nameOf(entry)}`),
    )
    expect(gone.map(told)).toEqual([])
  })

  test('translate everything, with nothing in doubt', () => {
    const wanting = used.filter(
      (entry) => isDone(entry.catalog) && (entry.isFuzzy || !entry.forms.every(Boolean)),
    )
    expect(wanting.map(told)).toEqual([])
  })

  test('keep the places of each message', () => {
    const wrong = used.filter((entry) =>
      entry.forms.some(
        (form) =>
          form !== ''
          && places(form) !== places(entry.id)
          && places(form) !== places(entry.many ?? entry.id),
      ),
    )
    expect(wrong.map(told)).toEqual([])
  })

  test('say the same wherever the same is said', () => {
    const said = new Map<string, string>()
    const differing = used.filter((entry) => {
      const forms = entry.forms.join(' | ')
      const before = said.get(nameOf(entry)) ?? forms
      said.set(nameOf(entry), before)
      return forms !== '' && before !== '' && before !== forms
    })
    expect(differing.map(told)).toEqual([])
  })
})
