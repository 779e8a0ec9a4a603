import { describe, expect, it } from 'vitest'
import { peopleBy } from '../../../src/connectors/crm/netforum/people.ts'
import { bytes, type Fields, lineWith, rows, rowsText, scripted, SETTINGS } from './line.ts'

const KEY = '6f9619ff-8b86-d011-b42d-00c04fc964ff'
const OTHER = '0e984725-c51c-4bf4-9960-e1c80e27aba0'
const people = peopleBy({ zone: 'UTC', ownerColumn: '' })

const read = (module: string, fields: Fields, by = people) => {
  const key = module === 'Individual' ? 'ind_cst_key' : 'org_cst_key'
  const row = { [key]: KEY, cst_change_date: '2026-03-02T10:00:31.25', ...fields }
  return by.read(bytes(rowsText(module, [row])), { module, since: null })
}

const readOne = (...[module, fields, by]: Parameters<typeof read>) => {
  const { rows, refused } = read(module, fields, by)
  expect(refused).toEqual([])
  return rows[0]!
}

describe('people of netFORUM', () => {
  it('are read with all that an individual tells', () => {
    const fields = {
      ind_first_name: 'Ada',
      ind_last_name: 'O&apos;Neill',
      ixo_title: 'Partner',
      ixo_rlt_code: 'Employee',
      cst_org_name_dn: 'Harrow &amp; Sons',
      eml_address: 'Ada@client.example',
      phn_number: '020 7946 0000',
      adr_city: 'London',
      adr_country: 'UK',
    }
    expect(readOne('Individual', fields)).toEqual({
      type: 'person',
      id: KEY,
      changedAt: Date.UTC(2026, 2, 2, 10, 0, 31, 250),
      name: '',
      firstName: 'Ada',
      lastName: "O'Neill",
      jobTitle: 'Partner',
      phone: '020 7946 0000',
      city: 'London',
      country: 'UK',
      addresses: ['Ada@client.example'],
      faxes: [],
      organization: { name: 'Harrow & Sons', kind: 'company' },
      owner: null,
    })
  })

  it('are organizations, and households where their type says so', () => {
    const kind = (org_ogt_code: string) => readOne('Organization', { org_name: 'X', org_ogt_code })
    expect(kind('Household')).toMatchObject({ type: 'organization', name: 'X', kind: 'household' })
    expect(kind('Chapter')).toMatchObject({ kind: 'company' })
  })

  it('have an owner only where a column is named for it', () => {
    const by = peopleBy({ zone: 'UTC', ownerColumn: 'cst_owner_ext' })
    const told = (cst_owner_ext: string) => readOne('Individual', { cst_owner_ext }, by)
    expect(told('bea@firm.example')).toMatchObject({
      owner: { name: 'bea@firm.example', email: 'bea@firm.example' },
    })
    expect(told('Bea Cole')).toMatchObject({ owner: { name: 'Bea Cole', email: '' } })
    expect(told('')).toMatchObject({ owner: null })
  })

  it.each(['cst_delete_flag', 'ind_delete_flag'])('are deleted by %s', (flag) => {
    expect(readOne('Individual', { [flag]: '1', ind_last_name: 'Gone' })).toEqual({
      type: 'deleted',
      id: KEY,
      changedAt: Date.UTC(2026, 2, 2, 10, 0, 31, 250),
    })
  })

  it('have no address that was deleted', () => {
    const fields = { eml_address: 'a@client.example', eml_delete_flag: '1' }
    expect(readOne('Individual', fields)).toMatchObject({ addresses: [] })
  })

  it('changed by the clock of the server, in winter and in summer', () => {
    const by = peopleBy({ zone: 'America/New_York', ownerColumn: '' })
    const at = (cst_change_date: string) =>
      new Date(readOne('Individual', { cst_change_date }, by).changedAt).toISOString()
    expect(at('2026-01-15T10:00:00')).toBe('2026-01-15T15:00:00.000Z')
    expect(at('2026-07-15T10:00:00')).toBe('2026-07-15T14:00:00.000Z')
  })

  it('move no walk where they were never changed', () => {
    expect(readOne('Individual', { cst_change_date: '' }).changedAt).toBe(Date.UTC(1995, 0, 1))
  })

  it.each([
    ['ind_cst_key', "x' or 1=1"],
    ['cst_change_date', '2026-02-30T10:00:00'],
    ['cst_change_date', '03/02/2026'],
  ])('are refused where %s is %s', (field, value) => {
    const { rows, refused } = read('Individual', { [field]: value })
    expect(rows).toEqual([])
    expect(refused).toMatchObject([{ field }])
  })

  it('are unreadable where an answer has fewer rows than it says', () => {
    const text = rowsText('Individual', [{ ind_cst_key: KEY }], 2)
    const reading = () => people.read(bytes(text), { module: 'Individual', since: null })
    expect(reading).toThrow('It tells of 2 rows and gives 1.')
  })
})

describe('a walk through the people of netFORUM', () => {
  const row = { ind_cst_key: KEY, cst_change_date: '2026-03-02T10:00:31' }
  const none = rows('Individual')

  it('goes on from the last row of a page, which is not the one with the greatest key', async () => {
    const last = { ...row, ind_cst_key: OTHER }
    const line = scripted(none, rows('Individual', row, last), none)
    const ask = { module: 'Individual', since: null }
    const { next } = await people.page(line.vendor, ask, null)
    expect(next).toBe(`cst_change_date 2026-03-02T10:00:31 ${OTHER}`)
    expect((await people.page(line.vendor, ask, next)).next).toBeNull()
    const { szObjectName, szWhereClause, szOrderBy } = line.asked()[2]!.parameters
    expect(szObjectName).toBe('Individual @TOP 500')
    const same = `(cst_change_date = '2026-03-02T10:00:31' and ind_cst_key > '${OTHER}')`
    expect(szWhereClause).toBe(`(cst_change_date > '2026-03-02T10:00:31' or ${same})`)
    expect(szOrderBy).toBe('cst_change_date, ind_cst_key')
  })

  it('is at its end only where a page has no row', async () => {
    const line = scripted(none, rows('Individual', row))
    const { next } = await people.page(line.vendor, { module: 'Individual', since: null }, null)
    expect(next).not.toBeNull()
  })

  it('asks since a moment by each date that may have moved, the customer’s last', async () => {
    const line = lineWith({ ...SETTINGS, timeZone: 'America/New_York' }, [none])
    const since = Date.UTC(2026, 6, 15, 14)
    await people.page(line.vendor, { module: 'Individual', since }, null)
    const asked = line.asked().map(({ parameters }) => parameters)
    expect(asked.map(({ szOrderBy }) => szOrderBy!.split(',')[0])).toEqual([
      'cst_add_date',
      'ind_change_date',
      'eml_change_date',
      'cst_change_date',
    ])
    expect(asked[2]!['szWhereClause']).toContain("eml_change_date >= '2026-07-12T10:00:00.000'")
    expect(asked[3]!['szWhereClause']).toBe("cst_change_date >= '2026-07-15T09:50:00.000'")
  })

  it('keeps no token with a page', async () => {
    const line = scripted(none, rows('Individual', row))
    const { body } = await people.page(line.vendor, { module: 'Individual', since: null }, null)
    expect(new TextDecoder().decode(body)).not.toContain('t-1')
  })

  it.each(['nope', "cst_change_date 2026-03-02T10:00:31 ' or 1=1", 'cst_change_date x y'])(
    'takes no %s for a place',
    async (cursor) => {
      const line = scripted(none)
      const page = people.page(line.vendor, { module: 'Individual', since: null }, cursor)
      await expect(page).rejects.toMatchObject({ kind: 'unreadable' })
      expect(line.asked()).toEqual([])
    },
  )
})
