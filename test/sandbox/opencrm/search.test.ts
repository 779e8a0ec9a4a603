import { expect, it, vi } from 'vitest'
import { create, createCrm } from '../../../sandbox/opencrm/crm.ts'
import { moduleOf } from '../../../sandbox/opencrm/modules.ts'
import { search } from '../../../sandbox/opencrm/query.ts'

it('finds one of many activities without reading them all', () => {
  const crm = createCrm()
  const module = moduleOf('activity')
  const readAll = vi.spyOn(crm.table('activity'), 'all')
  for (let at = 0; at < 50_000; at += 1) {
    const cf_401 = `key/${at}`
    expect(search(crm, module, { query: `cf_401|=|${cf_401}` })).toEqual([])
    create(crm, module, { subject: 'Client letter: opened', contact_id: '1', cf_401 })
  }
  expect(search(crm, module, { query: 'contact_id|LIKE|1;cf_401|=|key/777' })).toHaveLength(1)
  expect(readAll).not.toHaveBeenCalled()
  expect(crm.table('activity').all()).toHaveLength(50_000)
})
