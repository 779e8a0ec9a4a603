import { describe, expect, test } from 'vitest'
import { parseSearch, stringifySearch, words } from '../../src/web/search.ts'

describe("an address's search", () => {
  test('comes back as it went, digits staying words', () => {
    const search = { search: '123', owner: 'Jo & Kim', state: 'opted_out' }
    expect(parseSearch(stringifySearch(search))).toEqual(search)
  })

  test('leaves out what is empty', () => {
    expect(stringifySearch({ search: '', state: undefined })).toBe('')
  })

  test('keeps no id that can be none', () => {
    const read = words('organizationId', 'organization')
    expect(read({ organizationId: '12', organization: 'abc' })).toEqual({
      organizationId: '12',
      organization: 'abc',
    })
    for (const organizationId of ['abc', '0', '-1', '1.5', '2147483648']) {
      expect(read({ organizationId })).toEqual({})
    }
  })

  test('knows its words and no others', () => {
    const read = words('tab', 'kind')
    expect(read({ tab: 'links', kind: '', other: 'x', deep: { tab: 1 } })).toEqual({ tab: 'links' })
  })
})
