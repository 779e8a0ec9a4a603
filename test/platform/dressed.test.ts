import { expect, test } from 'vitest'
import { dressed } from '../../src/platform/mail/dressed.ts'
import { fc } from '../property.ts'

const bodyOf = (text: string) => /<main>\n([^]*)\n<\/main>/.exec(dressed(text))?.[1] ?? ''

test('a line that indented ones follow is their heading', () => {
  expect(bodyOf('Feedback will be lost\n  In 3 days.\n  You: sync it.\n\nThat is all.')).toBe(
    '<section><h2>Feedback will be lost</h2>\n<p>In 3 days.</p>\n<p>You: sync it.</p>\n</section>\n'
      + '<p>That is all.</p>',
  )
})

test('an address is a door, by the words before it', () => {
  expect(bodyOf('Open Spring: June: https://a.example/campaigns/1\nhttps://a.example')).toBe(
    '<p><a href="https://a.example/campaigns/1">Open Spring: June</a></p>\n'
      + '<p><a href="https://a.example">https://a.example</a></p>',
  )
})

test('what is given is text, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const told = bodyOf(`A\n  ${name}<img src=x onerror="y">\n  B: https://a.example/"><script>`)
      const tags = told.match(/<[^>]*>/g) ?? []
      for (const tag of tags) expect(tag).toMatch(/^<(\/?(section|h2|p|a)|a href="[^"<>]*")>$/)
    }),
  )
})
