import { expect, test } from 'vitest'
import { childrenOf, element, elementAt, parseXml, textOf } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'

const parse = (text: string) => parseXml('Vendor', text)

test('names lose their prefix, text its surroundings, and what is not there is empty', () => {
  const root = parse(
    '<s:a xmlns:s="urn:x"><s:b> one </s:b><c/><b>two &amp; <![CDATA[<3>]]></b></s:a>',
  )
  expect(root.name).toBe('a')
  expect(childrenOf(root, 'b').map(({ text }) => text.trim())).toEqual(['one', 'two & <3>'])
  expect([textOf(root, 'c'), textOf(root, 'd')]).toEqual(['', ''])
  expect(elementAt(root, 'c', 'd')).toBeUndefined()
})

test('what is written is read back, whatever the text', () => {
  // XML has no place for control characters and lone surrogates; those are written as U+FFFD.
  const text = fc.string({ unit: 'grapheme' }).map((one) => one.replace(/[\p{Cc}]/gu, ' '))
  fc.assert(
    fc.property(text, text, (held, told) => {
      const { xml } = element('a', [element('b', held, { told })])
      const b = elementAt(parse(xml), 'b')!
      expect([b.text, b.attributes['told']]).toEqual([held, told])
    }),
  )
})

test.each([
  ['an unclosed element', '<a><b></a>'],
  ['nothing', ''],
  ['text alone', 'Service Unavailable'],
  ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
  ['an entity nobody declared', '<a>&x;</a>'],
  ['an entity of HTML', '<a>&nbsp;</a>'],
  ['a cut', '<a><b>1</b'],
  ['too deep', '<a>'.repeat(100) + '</a>'.repeat(100)],
])('%s is unreadable', (_, text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ kind: 'unreadable' }))
})

test('control characters and lone surrogates do not spoil a document', () => {
  expect(parse(element('a', 'x\u0000y\ud800z\r').xml).text).toBe('x\ufffdy\ufffdz\r')
})
