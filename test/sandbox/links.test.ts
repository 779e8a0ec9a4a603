import { expect, it } from 'vitest'
import { createRandom } from '../../sandbox/random.ts'
import { linksIn } from '../../sandbox/world/links.ts'
import { html, links } from './campaign-tour.ts'

const read = (text: string, known: ReturnType<typeof linksIn> = []) =>
  linksIn(text, known, createRandom(`links/${known.length}`))

it('are read from the html as a browser would follow them', () => {
  expect(read(html).map((one) => one.url)).toEqual(links)
  expect(read(html).map((one) => one.text)).toEqual(['First page', 'Second'])
})

it('count once each, and not what cannot be followed', () => {
  const text =
    '<A HREF="https://a.example/">A</A><a href="https://a.example/">A again</a>'
    + '<!-- <a href="https://gone.example/">x</a> --><a name="https://b.example/">B</a>'
    + '<a href="#top">Top</a><a href="[[unsubscribe]]">Leave</a><area href="https://c.example/">'
  expect(read(text).map((one) => one.url)).toEqual(['https://a.example/'])
})

it('keep their numbers when the letter is written anew', () => {
  const before = read(html)
  const after = read(`<a href="https://new.example/">New</a>${html}`, before)
  expect(after.map((one) => one.url)).toEqual(['https://new.example/', ...links])
  expect(after.slice(1).map((one) => one.urlId)).toEqual(before.map((one) => one.urlId))
  expect(new Set(after.map((one) => one.urlId)).size).toBe(3)
})
