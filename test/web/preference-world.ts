import type { AnswerTo, RowOf } from '../../src/web/api.ts'

type Doubt = RowOf<'doubts.list'>

/** A burst at one company, and a single one by a link of our own. */
export function someDoubts(): Doubt[] {
  const burst = Array.from({ length: 12 }, (_, n): Doubt => ({
    factId: 100 + n,
    address: `p${n}@big.example`,
    domain: 'big.example',
    person: { id: n + 1, name: `Person ${n}` },
    campaign: { id: 3, name: 'Spring client letter' },
    topic: null,
    occurredAt: `2026-05-03T09:0${n % 10}:00.000Z`,
    from: 'Constant Contact',
    reason: '',
    doubt: '12 of 13 recipients at big.example left within 15 minutes of their mail',
  }))
  const single: Doubt = {
    ...burst[0]!,
    factId: 90,
    address: 'grace@example.com',
    domain: 'example.com',
    campaign: null,
    topic: 'Events',
    from: 'preference page',
    doubt: 'the page was sent back faster than anybody reads',
  }
  return [...burst, single]
}

export function pageSettings(): AnswerTo<'preferencePage.show'> {
  return {
    language: 'en',
    heading: '',
    intro: '',
    imprint: 'Example & Partners LLP, 1 High Street',
    contact: 'privacy@example.com',
    colour: '',
    languages: [
      { id: 'en', name: 'English' },
      { id: 'de', name: 'Deutsch' },
    ],
    linkKey: 1,
    oldestLinkKey: 1,
    baseUrl: 'http://127.0.0.1:4700',
    baseUrlProblem: 'PUBLIC_URL is not set, so links lead to the address this was asked at.',
  }
}
