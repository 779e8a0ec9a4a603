import { describe, expect, it } from 'vitest'
import { answerIn, faultIn, type RpcValue } from '../../../src/connectors/esp/highroad/xml-rpc.ts'
import { parseXml } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { fault, good } from './line.ts'

const bodyOf = (outcome: ReturnType<typeof good>) => ('body' in outcome ? String(outcome.body) : '')
const read = (value: string) =>
  answerIn(
    'V',
    parseXml(
      'V',
      `<methodResponse><params><param><value>${value}</value></param>
    </params></methodResponse>`,
    ),
  )

const { value: anyValue } = fc.letrec<{ value: RpcValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('id', 'a & b', '<name>'), tie('value')),
  ),
}))

describe('XML-RPC', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(answerIn('V', parseXml('V', bodyOf(good(value))))).toEqual(value)
      }),
    )
  })

  it('reads each type of the specification, and text without one', () => {
    expect(read('plain')).toBe('plain')
    expect(read('<i4>-7</i4>')).toBe(-7)
    expect(read('<boolean>1</boolean>')).toBe(true)
    expect(read('<dateTime.iso8601>20260301T10:00:00</dateTime.iso8601>')).toBe('20260301T10:00:00')
    expect(read('<nil/>')).toBeNull()
  })

  it.each([
    '<int>seven</int>',
    '<int>99999999999999999999</int>',
    '<constructor/>',
    '<struct><member><name>id</name></member></struct>',
  ])('takes %s for unreadable', (value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ kind: 'unreadable' }))
  })

  it('expands no entity of a document’s own, and bounds how deep values go', () => {
    const declared = '<!DOCTYPE x [<!ENTITY e "eeee">]><methodResponse>&e;</methodResponse>'
    expect(() => parseXml('V', declared)).toThrow(expect.objectContaining({ kind: 'unreadable' }))
    const deep = '<array><data><value>'.repeat(40) + '</value></data></array>'.repeat(40)
    expect(() => read(deep)).toThrow(expect.objectContaining({ kind: 'unreadable' }))
  })

  it('tells a fault by its number, and none where there is none', () => {
    expect(faultIn(parseXml('V', bodyOf(fault(304, 'Slow down'))))).toEqual({
      code: 304,
      words: 'Slow down',
    })
    expect(faultIn(parseXml('V', bodyOf(good([]))))).toBeNull()
    expect(faultIn(undefined)).toBeNull()
  })
})
