import { expect, test } from 'vitest'
import { loggedBody } from '../../sandbox/request-log.ts'

const type = 'text/xml; charset=utf-8'

test('an XML body is logged by its names, without its secrets', () => {
  const text =
    '<e:Envelope xmlns:e="urn:e"><h><sessionId>s3</sessionId><t:Token xmlns:t="urn:t">t4</t:Token></h>'
    + '<a><int>1</int><int>2</int></a><Password>geheim</Password></e:Envelope>'
  expect(loggedBody(type, text)).toEqual({
    Envelope: {
      h: { sessionId: '[redacted]', Token: '[redacted]' },
      a: { int: ['1', '2'] },
      Password: '[redacted]',
    },
  })
})

test('a document within the document loses its secrets too', () => {
  const inner =
    '&lt;Grid&gt;&lt;Password&gt;geheim&lt;/Password&gt;&lt;User&gt;u&lt;/User&gt;&lt;/Grid&gt;'
  expect(loggedBody(type, `<x>${inner}</x>`)).toEqual({
    x: { Grid: { Password: '[redacted]', User: 'u' } },
  })
  const broken = loggedBody(type, `<x>${inner}&lt;</x>`)
  expect(JSON.stringify(broken)).not.toContain('geheim')
})

test('what cannot be read is not kept; other texts stay as they are', () => {
  expect(loggedBody(type, '<password>geheim')).toBe('[XML that cannot be read, 16 characters]')
  expect(loggedBody(type, '<x>&lt;p&gt;Hello</x>')).toEqual({ x: '<p>Hello' })
})
