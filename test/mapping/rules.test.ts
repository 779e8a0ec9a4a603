import { describe, expect, it, test } from 'vitest'
import {
  answersOf,
  decide,
  factsFor,
  faultsOf,
  homeValue,
  OWNERS,
  sameValue,
  SOURCES,
  suggestRules,
  valueFor,
  type Facts,
  type Rule,
  type RuleField,
  type Step,
} from '../../src/mapping/rules/index.ts'
import { fc } from '../property.ts'

const field: RuleField = {
  id: 'f1',
  label: 'Greeting',
  kind: 'text',
  charsMax: 20,
  isCustom: true,
  tag: 'Custom.Greeting',
  holds: null,
}
const nobody = Object.fromEntries(SOURCES.map((source) => [source, ''])) as Facts
const ada: Facts = { ...nobody, first_name: 'ada', last_name: 'McDONALD', job_title: 'Partner' }

function rule(steps: Step[], more: Partial<Rule> = {}): Rule {
  return {
    field,
    from: { source: 'first_name' },
    steps,
    fallback: '',
    owner: 'homing',
    comesHome: false,
    ...more,
  }
}
const made = (facts: Facts, one: Rule) => {
  const outcome = valueFor(facts, one)
  return outcome.ok ? outcome.value : outcome.sentence
}

describe('a value', () => {
  it.each<[string, Step[], string]>([
    ['  ada   byron ', [{ do: 'trim' }], 'ada byron'],
    ['Ada', [{ do: 'upper' }], 'ADA'],
    ['ADA', [{ do: 'lower' }], 'ada'],
    ['ada mcDonald', [{ do: 'title' }], 'Ada mcDonald'],
    ['JEAN-LUC', [{ do: 'title' }], 'Jean-Luc'],
    ['👩‍⚖️Ada', [{ do: 'first', chars: 1 }], '👩'],
    ['31.05.2026', [{ do: 'date', format: 'YYYY-MM-DD' }], '2026-05-31'],
    ['2026-5-1', [{ do: 'date', format: 'DD.MM.YYYY' }], '01.05.2026'],
    ['1,234.567', [{ do: 'number', decimals: 1 }], '1234.6'],
    ['Ja', [{ do: 'yes_no', yes: 'client', no: 'no client' }], 'client'],
    [
      'mr',
      [{ do: 'words', words: [{ from: 'Mr', to: 'Dear Mr' }], otherwise: 'nothing' }],
      'Dear Mr',
    ],
    [
      'Ada',
      [
        { do: 'before', text: 'Dear ' },
        { do: 'after', text: ',' },
      ],
      'Dear Ada,',
    ],
    ['Ada', [{ do: 'join', source: 'last_name', between: ' ' }], 'Ada McDONALD'],
  ])('%s, by its steps', (first_name, steps, expected) => {
    expect(made({ ...ada, first_name }, rule(steps))).toBe(expected)
  })

  it.each([
    ['birthday', false, '31.05.1980', '05-31'],
    ['birthday', false, 'spring', 'Greeting: the value is no day.'],
    ['date', false, '31.05.1980', '1980-05-31'],
    ['date', true, '31.05.1980', '31.05.1980'],
    ['phone', false, 'none', 'Greeting: the value is no telephone number.'],
    ['phone', false, '555-0100', '555-0100'],
  ] as const)('of a %s (custom: %s) “%s” goes out as “%s”', (kind, isCustom, known, told) => {
    const facts = { ...nobody, first_name: known }
    expect(made(facts, rule([], { field: { ...field, kind, isCustom } }))).toBe(told)
  })

  it('of a field of the firm’s own is what the person has there, or nothing', () => {
    const one = rule([{ do: 'join', source: 'own:area', between: ', ' }], {
      from: { source: 'own:tier' },
    })
    expect(made({ ...nobody, 'own:tier': 'Gold', 'own:area': 'Tax' }, one)).toBe('Gold, Tax')
    expect(made(nobody, one)).toBe('')
  })

  it('is the default where nothing is known, and steps make nothing of nothing', () => {
    const greeted = rule([{ do: 'before', text: 'Dear ' }], { fallback: 'Dear reader' })
    expect(made(nobody, greeted)).toBe('Dear reader')
    expect(made(nobody, rule([{ do: 'before', text: 'Dear ' }]))).toBe('')
  })

  it.each<[string, Partial<Rule>, Step[], RegExp]>([
    [
      'far too long for the field',
      {},
      [],
      /^Greeting: the value has 26 characters, and it takes 20/,
    ],
    ['31.02.2026', {}, [{ do: 'date', format: 'YYYY-MM-DD' }], /no date/],
    ['twelve', {}, [{ do: 'number', decimals: 0 }], /no number/],
    ['perhaps', {}, [{ do: 'yes_no', yes: 'y', no: 'n' }], /neither yes nor no/],
    ['twelve', { field: { ...field, kind: 'number' } }, [], /no number/],
    ['soon', { field: { ...field, kind: 'date' } }, [], /no date/],
    ['a\nb', {}, [], /no text/],
  ])('%s is refused with the field and a next step', (first_name, more, steps, sentence) => {
    const outcome = valueFor({ ...ada, first_name }, rule(steps, more))
    expect(outcome).toMatchObject({ ok: false, sentence: expect.stringMatching(sentence) })
    expect(outcome).toHaveProperty('remedy', expect.stringMatching(/\.$/))
  })

  test('whatever is known and whatever the steps: it fits the field, or says why and quotes nobody', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 })
    const steps = fc.array(
      fc.oneof(
        fc.constantFrom<Step>({ do: 'trim' }, { do: 'upper' }, { do: 'lower' }, { do: 'title' }),
        fc.record({ do: fc.constant('first' as const), chars: fc.integer({ min: 1, max: 255 }) }),
        fc.record({ do: fc.constant('before' as const), text }),
        fc.record({ do: fc.constant('number' as const), decimals: fc.integer({ min: 0, max: 6 }) }),
        fc.constant<Step>({ do: 'join', source: 'last_name', between: ' ' }),
      ),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(text, text, steps, text, (first_name, last_name, some, fallback) => {
        const outcome = valueFor({ ...nobody, first_name, last_name }, rule(some, { fallback }))
        if (!outcome.ok) {
          expect(outcome.sentence).toMatch(/^Greeting: the value [^“]*\.$/)
          return
        }
        expect([...outcome.value].length).toBeLessThanOrEqual(field.charsMax)
        expect(outcome.trail.length).toBeGreaterThan(0)
      }),
    )
  })

  test('is never cut without a step that says so', () => {
    const long = fc.string({ unit: 'grapheme-ascii', minLength: 21, maxLength: 60 })
    fc.assert(
      fc.property(long, (first_name) => {
        fc.pre(first_name.trim() !== '')
        expect(valueFor({ ...nobody, first_name }, rule([])).ok).toBe(false)
        const first = rule([{ do: 'first', chars: 20 }])
        expect(made({ ...nobody, first_name }, first).length).toBeLessThanOrEqual(20)
      }),
    )
  })
})

describe('where the two differ', () => {
  it.each([
    ['homing', 'Ada', 'Eve', '', 'replace'],
    ['crm', 'Ada', 'Eve', '', 'replace'],
    ['esp', 'Ada', 'Eve', '', 'stays'],
    ['esp', 'Ada', '', '', 'fill'],
    // Its owner emptied what it was told.
    ['esp', 'Ada', '', 'Ada', 'stays'],
    ['homing', '', 'Eve', '', 'same'],
    // What we told and nobody touched goes; what somebody entered there since stays.
    ['homing', '', 'Ada', 'Ada', 'empty'],
    ['crm', '', 'Ada', 'Ada', 'empty'],
    ['homing', '', 'Eve', 'Ada', 'same'],
    ['esp', '', 'Ada', 'Ada', 'same'],
    ['homing', 'Ada', 'Ada ', '', 'same'],
    ['home', 'Ada', 'Eve', '', 'comes_home'],
    ['home', '', 'Eve', '', 'comes_home'],
    // No echo: what we told is no news, and follows what stands here.
    ['home', 'Eve', 'Ada', 'Ada', 'replace'],
    ['home', '', 'Ada', 'Ada', 'same'],
    ['home', 'Ada', '', '', 'fill'],
  ] as const)('owner %s, here “%s”, there “%s”, told “%s”: %s', (who, here, there, told, what) => {
    const owner = who === 'home' ? 'esp' : who
    const comesHome = who === 'home'
    expect(decide({ field, owner, comesHome }, { here, there, told })).toBe(what)
  })

  test('a value that its owner alone can have said is never written over', () => {
    const text = fc.constantFrom('', 'a', 'b', 'c')
    fc.assert(
      fc.property(text, text, text, fc.constantFrom(...OWNERS), fc.boolean(), (...of) => {
        const [here, there, told, owner, home] = of
        const comesHome = owner === 'esp' && home
        const decision = decide({ field, owner, comesHome }, { here, there, told })
        const isTheirs = there !== told
        // The service’s word is changed neither there nor passed over silently.
        if (owner === 'esp' && isTheirs && there !== '') {
          expect(['same', 'stays', 'comes_home']).toContain(decision)
        }
        if (owner !== 'esp') expect(['stays', 'comes_home']).not.toContain(decision)
        // Emptied is only what we told ourselves.
        if (decision === 'empty') expect([there, here]).toEqual([told, ''])
        if (decision === 'comes_home') expect(there).not.toBe(told)
      }),
    )
  })

  it('the CRM’s last word comes before what stands here, its nothing too, where it owns', () => {
    const known = { facts: { ...ada, job_title: 'Boss' }, said: { job_title: 'Counsel', city: '' } }
    const title = rule([], { from: { source: 'job_title' } })
    const city = rule([], { from: { source: 'city' }, owner: 'crm' })
    const of = (one: Rule, about = known) => made(factsFor(one, about), one)
    expect(of(title)).toBe('Boss')
    expect(of({ ...title, owner: 'crm' })).toBe('Counsel')
    expect(of(city, { ...known, facts: { ...ada, city: 'Bonn' } })).toBe('')
    expect(of({ ...title, owner: 'crm' }, { ...known, said: {} as typeof known.said })).toBe('Boss')
  })

  it.each([
    ['birthday', '1980-05-31', '05-31'],
    ['birthday', '2-29', '02-29'],
    ['phone', '(555) 555-0101', '555.555.0101'],
  ] as const)('a %s “%s” is the same as “%s”', (kind, one, other) => {
    expect(sameValue({ kind }, one, other)).toBe(true)
    expect(sameValue({ kind }, one, kind === 'phone' ? '+555' : '12-24')).toBe(false)
  })

  it('a date and a number may be spelled otherwise', () => {
    expect(sameValue({ kind: 'date' }, '2026-05-31', '05/31/2026')).toBe(true)
    expect(sameValue({ kind: 'number' }, '1234.50', '1,234.5')).toBe(true)
    expect(sameValue({ kind: 'text' }, '1234.50', '1,234.5')).toBe(false)
  })

  test('what was told makes no difference the next time, whoever is the owner', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 })
    fc.assert(
      fc.property(text, text, text, fc.constantFrom(...OWNERS), (here, there, told, owner) => {
        const one = { field, owner, comesHome: owner === 'esp' }
        const first = decide(one, { here, there, told })
        const isTold = ['fill', 'replace', 'empty'].includes(first)
        const next = isTold ? { here, there: here, told: here } : { here, there, told }
        const again = first === 'comes_home' ? { ...next, here: there } : next
        expect(['same', 'stays']).toContain(decide(one, again))
      }),
    )
  })
})

describe('what comes home', () => {
  const home = (steps: Step[], more: Partial<Rule> = {}) =>
    rule(steps, { from: { source: 'job_title' }, owner: 'esp', comesHome: true, ...more })

  it.each<[Step[], string, string | null]>([
    [[], ' Counsel ', 'Counsel'],
    [[], 'Partner', null],
    [[{ do: 'date', format: 'DD/MM/YYYY' }], '05/03/2026', '2026-03-05'],
    [[{ do: 'date', format: 'MM/DD/YYYY' }], '05/03/2026', '2026-05-03'],
    [[{ do: 'yes_no', yes: 'client', no: 'none' }], 'client', 'yes'],
    [[{ do: 'yes_no', yes: 'client', no: 'none' }], 'perhaps', null],
    [[{ do: 'words', words: [{ from: 'of', to: 'Of counsel' }], otherwise: 'nothing' }], 'x', null],
    [
      [
        { do: 'words', words: [{ from: 'oc', to: 'Of counsel' }], otherwise: 'nothing' },
        { do: 'before', text: 'As ' },
      ],
      'As Of counsel',
      'oc',
    ],
    [[{ do: 'before', text: 'As ' }], 'Of counsel', null],
  ])('through %j: “%s” as “%s”', (steps, there, expected) => {
    expect(homeValue(home(steps), there, ada)).toBe(expected)
  })

  it('is neither a default nor an answer nobody knows', () => {
    expect(homeValue(home([], { fallback: 'Reader' }), 'Reader', ada)).toBeNull()
    const choices = [{ id: '1', label: 'Gold' }]
    const choice = home([], { field: { ...field, kind: 'choice', choices } })
    expect(homeValue(choice, 'Gold', ada)).toBe('Gold')
    expect(homeValue(choice, '7', ada)).toBeNull()
  })

  test('of what a rule made of a person is what it was made of', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('before' as const), text: word }),
        fc.record({ do: fc.constant('after' as const), text: word }),
      ),
      { maxLength: 4 },
    )
    const wide = { ...field, charsMax: 255 }
    fc.assert(
      fc.property(word, steps, (job_title, some) => {
        const one = home(some, { field: wide })
        const value = made({ ...nobody, job_title }, one)
        expect(homeValue(one, value, nobody)).toBe(job_title)
        expect(homeValue(one, value, { ...nobody, job_title })).toBeNull()
      }),
    )
  })
})

describe('a choice', () => {
  const labels = Array.from({ length: 12 }, (_, place) => `Tier ${place + 1}`)
  const choices = labels.map((label, place) => ({ id: String(place), label }))
  const choice = rule([], { field: { ...field, kind: 'choice', choices } })

  it('takes an answer in whatever case, and refuses another with the next step', () => {
    expect(made({ ...nobody, first_name: 'tier 3' }, choice)).toBe('Tier 3')
    expect(valueFor({ ...nobody, first_name: 'Platinum' }, choice)).toMatchObject({
      ok: false,
      sentence:
        'Greeting: the value is none of its answers: '
        + `${labels.slice(0, 10).join(', ')}, … (+2).`,
      remedy: 'Add the answer at the service, or replace words by a list in the rule.',
    })
  })
})

describe('several answers', () => {
  const labels = ['Tax', 'Trusts, estates', 'Property']
  const choices = labels.map((label, place) => ({ id: `0${place}`, label }))
  const several = rule([], { field: { ...field, kind: 'choices', charsMax: 500, choices } })

  it.each([
    ['tax', 'Tax'],
    ['property; TAX;', 'Tax; Property'],
    ['Property, tax', 'Tax; Property'],
    ['Trusts, estates', 'Trusts, estates'],
    ['Property; Trusts, estates', 'Trusts, estates; Property'],
  ])('of “%s” are “%s”, in the order of the field', (first_name, expected) => {
    expect(made({ ...nobody, first_name }, several)).toBe(expected)
  })

  it('are refused whole where one is none, told by ids at the ESP, and the same in any order', () => {
    expect(valueFor({ ...nobody, first_name: 'Tax; Wills' }, several)).toMatchObject({
      ok: false,
      sentence: 'Greeting: not all of it is an answer: Tax, Trusts, estates, Property.',
    })
    expect(answersOf('02;00', choices)).toBe('Tax; Property')
    expect(answersOf('02;77', choices)).toBe('Property; 77')
    expect(sameValue(several.field, 'Tax; Property', 'Property; Tax')).toBe(true)
    expect(sameValue(several.field, 'Tax; Property', 'Tax')).toBe(false)
  })
})

describe('rules', () => {
  const esp = { valuesMax: 2, title: 'The ESP' }
  it('are refused where they cannot work, each at its place', () => {
    const more = [
      rule([]),
      rule([]),
      rule([], { field: { ...field, id: 'f2', kind: 'other' } }),
      rule([], {
        field: { ...field, id: 'f3' },
        fallback: 'x'.repeat(21),
        from: { constant: ' ' },
      }),
    ]
    expect(faultsOf(more, esp).map((one) => one.at)).toEqual([
      'rules.1.fieldId',
      'rules.2.fieldId',
      'rules.3.fallback',
      'rules.3.from',
      'rules',
    ])
  })

  it('come home to one place, from a service that owns them, through steps that lead back', () => {
    const title = { source: 'job_title' } as const
    const home = { owner: 'esp', comesHome: true } as const
    const of = (id: string, more: Partial<Rule>, steps: Step[] = []) =>
      rule(steps, { field: { ...field, id, isCustom: false }, from: title, ...home, ...more })
    const faults = faultsOf(
      [
        of('a', {}),
        of('b', {}),
        of('c', { owner: 'crm' }),
        of('d', { from: { source: 'company' } }),
        of('e', { from: { source: 'city' } }, [{ do: 'join', source: 'country', between: ' ' }]),
      ],
      esp,
    )
    expect(faults.map((one) => one.at)).toEqual([1, 2, 3, 4].map((n) => `rules.${n}.comesHome`))
  })

  it('are suggested by the name of the field, shortened to what it takes', () => {
    const named = (label: string): RuleField => ({ ...field, label })
    const labels = ['E-mail of the owner', 'Favourite colour', 'Title', 'Job title']
    expect(suggestRules(labels.map(named)).map((one) => one.from)).toEqual([
      { source: 'owner_email' },
      { source: 'job_title' },
      { source: 'job_title' },
    ])
    expect(suggestRules([named('City')])[0]!.steps).toContainEqual({ do: 'first', chars: 20 })
  })
})
