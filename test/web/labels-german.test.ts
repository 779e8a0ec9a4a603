import { beforeAll, expect, test, vi } from 'vitest'
import type { Catalog } from '../../src/web/languages/catalog.ts'

const CATALOG: Catalog = {
  messages: {
    'Events of campaigns': 'Ereignisse von Kampagnen',
    'Reported as spam': 'Als Spam gemeldet',
    Bounced: 'Rückläufer',
    'record\u0004connection': 'Verbindung',
    'record\u0004firm': 'Firma',
  },
  patterns: [],
}

let types: typeof import('../../src/web/settings/webhookTypes.ts')
let records: typeof import('../../src/web/settings/auditRecords.ts')

beforeAll(async () => {
  vi.resetModules()
  const { speak } = await import('../../src/web/languages/catalog.ts')
  speak('de', CATALOG)
  types = await import('../../src/web/settings/webhookTypes.ts')
  records = await import('../../src/web/settings/auditRecords.ts')
})

test('what a webhook is told of keeps the capitals of German in a line', () => {
  expect(types.typesInWords(['event.bounce', 'event.complaint'])).toBe(
    'Ereignisse von Kampagnen: Rückläufer, Als Spam gemeldet',
  )
})

test('the audit names its records in the reader’s language, and leads where a screen shows one', () => {
  expect(records.recordWords('connection', '3')).toBe('Verbindung 3')
  expect(records.recordDoor('connection', '3')).toMatchObject({ params: { connectionId: '3' } })
  expect(records.recordWords('workspace', '1')).toBe('Firma')
  expect(records.recordDoor('workspace', '1')).toBeUndefined()
  expect(records.recordWords('something_newer', '')).toBe('something newer')
  expect(records.recordDoor('person', '')).toBeUndefined()
})
