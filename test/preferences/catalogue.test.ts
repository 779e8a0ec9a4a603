import { expect, test } from 'vitest'
import { CATALOGUE, LANGUAGES, say } from '../../src/api/preferences/catalogue.ts'
import { luminanceOf, policyFor, styleWith } from '../../src/api/preferences/style.ts'

const english = Object.entries(CATALOGUE.en)
const putsIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

test.each(LANGUAGES)('%s has every text, with the same put in', (language) => {
  const words: Record<string, string> = CATALOGUE[language]
  expect(Object.keys(words).sort()).toEqual(english.map(([name]) => name).sort())
  for (const [name, text] of english) {
    expect(words[name]!.trim(), name).not.toBe('')
    expect(putsIn(words[name]!), name).toEqual(putsIn(text))
    if (language !== 'en' && text.length > 12) expect(words[name], name).not.toBe(text)
  }
  expect(words['version']).toMatch(new RegExp(`^${language}-\\d+$`))
})

test('what is put in stands in the text', () => {
  expect(say('de', 'leaveTopic', { topic: 'Steuern' })).toBe('Aussendungen zu „Steuern“ beenden')
})

test("what stands on a firm's colour can be read, whatever the colour", () => {
  for (let n = 0; n < 0xffffff; n += 4099) {
    const colour = `#${n.toString(16).padStart(6, '0')}`
    const on = [...styleWith(colour).matchAll(/--on-accent: (#\w+)/g)].at(-1)![1]!
    const [dark, light] = [on === '#000' ? 0 : 1, luminanceOf(colour)].sort((a, b) => a - b)
    expect((light! + 0.05) / (dark! + 0.05), colour).toBeGreaterThanOrEqual(4.5)
  }
})

test.each(['red', '#fff}</style><script>', 'url(x)', '#12345'])('%s is no colour', (colour) => {
  expect(styleWith(colour)).toBe(styleWith(''))
  expect(policyFor(styleWith(''))).toMatch(/style-src 'sha256-[\w+/=]{44}'/)
})
