import type { Random } from '../random.ts'
import type { LinkDefinition } from './definition.ts'

const site = 'https://www.harrowgate-lindqvist.example'

const interests: readonly (readonly [string, string])[] = [
  ['estate-planning', 'Estate planning for blended families'],
  ['real-estate', 'Selling land with a conservation easement'],
  ['employment', 'New rules on non-compete clauses'],
  ['tax', 'What the tax changes mean for owners'],
  ['business-succession', 'Handing the business to the next generation'],
  ['immigration', 'Hiring from abroad: a checklist'],
]

/** The links of a letter; the interest is named in the address, as marketers like to do. */
export function links(random: Random): Omit<LinkDefinition, 'urlId'>[] {
  const chosen = random.shuffle(interests).slice(0, 4)
  return [
    ...chosen.map(([slug, text], index) => ({
      url: `${site}/insights/${slug}?interest=${slug}&utm_source=constantcontact`,
      text,
      pull: 10 - index * 2,
    })),
    { url: `${site}/seminars/register`, text: 'Reserve a seat at our seminar', pull: 5 },
    { url: `${site}/attorneys`, text: 'Meet our attorneys', pull: 2 },
    { url: `${site}/`, text: 'harrowgate-lindqvist.example', pull: 1 },
  ]
}

export function article(random: Random, name: string) {
  const opening = random.pick([
    'The season brings new rules, and a few old ones that deserve a second look.',
    'Several of you asked the same question this month, so here is our answer.',
    'Our partners have read the fine print so that you need not.',
  ])
  const promise = random.pick(['what changes for you', 'four things to know', 'our notes'])
  return {
    subject: `${name}: ${promise}`,
    preheader: random.pick(['Five minutes well spent.', 'With a seminar you may like.']),
    paragraphs: [
      opening,
      'As always, your attorney is a telephone call away, and the first call costs nothing.',
    ],
  }
}
