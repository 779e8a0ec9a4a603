import { expect, test } from 'vitest'
import { ourRecords } from '../../../src/sync/pushes/records.ts'

test('a record that was on the list before the first call is nobody’s to take off', () => {
  const record = { contactId: 'c', module: 'Contacts' }
  const put = { ...record, id: '1', wasThere: false }
  const theirs = { ...record, id: '2', wasThere: true }
  expect(ourRecords([put, theirs], { tries: 0 })).toEqual([put])
  // After a call whose answer was lost, it may be the one that this call put there.
  expect(ourRecords([put, theirs], { tries: 1 })).toEqual([put, theirs])
})
