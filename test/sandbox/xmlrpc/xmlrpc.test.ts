import { expect, it } from 'vitest'
import {
  readCall,
  readResponse,
  writeCall,
  writeFault,
  writeResponse,
  type Value,
} from '../../../sandbox/xmlrpc/index.ts'
import { fc } from '../../property.ts'

const words = fc.string({ unit: fc.constantFrom('a', 'ß', ' ', '<', '&', '"', '\n', ']]>') })
const moment = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    words,
    fc.integer(),
    fc.boolean(),
    moment,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('id', 'contact_data', '44.email'), tie('value')),
  ),
}))

it('reads back whatever it writes, in calls and answers', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(readCall(writeCall('contact.create', [one, 5]))).toEqual({
        method: 'contact.create',
        params: [one, 5],
      })
      expect(readResponse(writeResponse(one))).toEqual({ value: one })
    }),
  )
})

it('reads what clients write: values without a type, i4, white space, base64', () => {
  const call = `<?xml version="1.0"?><methodCall><methodName>contact.search</methodName><params>
    <param><value><i4>44</i4></value></param>
    <param><value>
      <struct><member><name>email</name><value>ada@example.org</value></member></struct>
    </value></param>
    <param><value><base64>w6Q=</base64></value></param></params></methodCall>`
  const params = [44, { email: 'ada@example.org' }, 'ä']
  expect(readCall(call)).toEqual({ method: 'contact.search', params })
})

it('has faults, and refuses what is no XML-RPC', () => {
  const fault = { code: -32601, text: 'There is no method of that name' }
  expect(readResponse(writeFault(fault))).toEqual({ fault })
  for (const wrong of [
    '',
    '<a/>',
    '<methodCall/>',
    writeCall('x', [1]).replaceAll('int', 'what'),
  ]) {
    expect(() => readCall(wrong)).toThrow()
  }
})
