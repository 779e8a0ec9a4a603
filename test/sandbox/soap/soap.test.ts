import { describe, expect, test } from 'vitest'
import {
  actionOf,
  bounds,
  childOf,
  inEnvelope,
  isNil,
  maker,
  nil,
  readEnvelope,
  readXml,
  soapFault,
  textOf,
  writeEnvelope,
  writeXml,
  XmlRefused,
  type Element,
} from '../../../sandbox/soap/index.ts'
import { fc } from '../../property.ts'

const make = maker('urn:example')

describe('reading XML', () => {
  test('takes prefixes, entities and CDATA for what they mean', () => {
    const root = readXml(
      '<a:b xmlns:a="urn:x" k="1"> <a:c>1 &lt; 2 &#233;<![CDATA[ <d/>]]></a:c> </a:b>',
    )
    expect(root).toMatchObject({ name: 'b', namespace: 'urn:x', attributes: { k: '1' }, text: '' })
    expect(textOf(root, 'c')).toBe('1 < 2 é <d/>')
  })

  test('a nil element has no text', () => {
    const root = readXml(writeXml(make('a', [make('b', undefined, nil)])))
    expect(isNil(childOf(root, 'b') as Element)).toBe(true)
    expect(textOf(root, 'b')).toBeUndefined()
  })

  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ['an entity of HTML', '<a>&nbsp;</a>'],
    ['an instruction', '<?run this?><a/>'],
    ['an open element', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['an unknown prefix', '<x:a/>'],
    ['no element', '  '],
    ['words', 'not XML'],
    ['too deep', '<a>'.repeat(bounds.depth + 1) + '</a>'.repeat(bounds.depth + 1)],
    ['too many', `<a>${'<b/>'.repeat(bounds.elements)}</a>`],
    ['too long', `<a>${' '.repeat(bounds.characters)}</a>`],
  ])('refuses %s', (_, text) => {
    expect(() => readXml(text)).toThrow(XmlRefused)
  })

  test('a long text comes whole', () => {
    const text = '<&'.repeat(200_000)
    expect(readXml(writeXml(make('a', text))).text).toBe(text)
  })
})

test('what is written reads as what it was', () => {
  const name = fc.stringMatching(/^[a-z][a-zA-Z_0-9]{0,6}$/)
  const namespace = fc.constantFrom('urn:example', 'urn:other')
  const attributes = fc.dictionary(
    name.filter((one) => !one.startsWith('xml')),
    fc.string(),
  )
  const text = fc.string({ unit: 'grapheme' })
  const { tree } = fc.letrec<{ tree: Element }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ name, namespace, attributes, children: fc.constant([]), text }),
      fc.record({
        ...{ name, namespace, attributes },
        children: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
        text: fc.constant(''),
      }),
    ),
  }))
  fc.assert(
    fc.property(tree, (root) => {
      expect(readXml(writeXml(root))).toEqual({ ...root, attributes: { ...root.attributes } })
    }),
  )
})

test('characters that XML cannot carry are replaced', () => {
  expect(readXml(writeXml(make('a', 'x\u0001\ud800y'))).text).toBe('x\ufffd\ufffdy')
})

describe('an envelope', () => {
  test('is read with its headers as it was written', () => {
    const message = { headers: [make('h', '1')], content: make('Do', [make('what', 'it')]) }
    expect(readEnvelope(writeEnvelope(message))).toEqual(message)
  })

  test('must be of SOAP 1.1, with one element in its body', () => {
    const other = inEnvelope(make('a')).replaceAll('xmlsoap.org/soap', 'example.org/soap')
    expect(() => readEnvelope(other)).toThrow('SOAP 1.1')
    expect(() => readEnvelope(writeXml(make('Envelope')))).toThrow(XmlRefused)
  })

  test('can hold a fault, whose parts are of no namespace', () => {
    const { content } = readEnvelope(inEnvelope(soapFault('Client', 'no', [make('why')])))
    expect(content.name).toBe('Fault')
    expect(content.children.map(({ namespace }) => namespace)).toEqual(['', '', ''])
    expect(textOf(content, 'faultstring')).toBe('no')
  })

  test('names its operation in quotes or without', () => {
    expect(actionOf('"http://www.example.net/Authenticate"')).toBe('Authenticate')
    expect(actionOf('urn/Do')).toBe('Do')
    expect(actionOf('""')).toBeUndefined()
  })
})
