import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { figureFields as part } from '../../../src/connectors/crm/opencrm/figure-fields.ts'
import type { Figure, FigureValue, ToldFigures } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { databaseOf, httpFor, lineTo } from './stage.ts'
import { scripted } from './line.ts'

const FIRST = Date.UTC(2026, 2, 2, 10, 1, 31)
const LAST = Date.UTC(2026, 2, 9, 23, 59, 59)

const values = (opens: number): FigureValue[] => [
  { figure: 'opens', field: 'cf_101', value: opens },
  { figure: 'bounced', field: 'cf_102', value: 0 },
  { figure: 'first_open', field: 'cf_103', value: opens === 0 ? null : FIRST },
  { figure: 'last_open', field: 'cf_104', value: opens === 0 ? null : LAST },
]

describe('OpenCRM: figures in custom fields, against its sandbox', () => {
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'opencrm', seed: 12 })
    database = databaseOf(sandbox)
  }, 60_000)
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  const contacts = async (from: number, to: number, opens = 2): Promise<ToldFigures[]> =>
    (await database.rows('contact')).slice(from, to).map(({ crmid }) => ({
      ...{ module: 'contact', recordId: `contact-${crmid}`, values: values(opens) },
    }))
  const rowOf = async ({ recordId }: ToldFigures) =>
    (await database.rows('contact')).find(({ crmid }) => `contact-${crmid}` === recordId)!

  it('offers custom fields alone, and says what stands in them (trap 12)', async () => {
    const [first] = await database.rows('lead')
    await database.patch('lead', first!['crmid']!, { cf_201: 'Golf', cf_202: '7' })
    await database.patch('lead', first!['crmid']!, { cf_203: '2026-03-31' })
    const fields = await part.fields(lineTo(sandbox))
    expect(fields.every(({ name }) => /^cf_\d+$/.test(name))).toBe(true)
    const held = fields.filter((one) => one.module === 'lead').map(({ holds }) => holds)
    expect(held.slice(0, 4)).toEqual(['words', 'numbers', 'moments', 'blank'])
    await database.patch('lead', first!['crmid']!, { cf_201: '', cf_202: '', cf_203: '' })
  })

  it('writes them, leaves all else as it is, and blanks what is no longer so (trap 9)', async () => {
    const vendor = lineTo(sandbox)
    const [one] = (await contacts(0, 1)) as [ToldFigures]
    const before = await rowOf(one)
    expect(await part.shows(vendor, [one])).toEqual([false])
    expect(await part.tell(vendor, [one])).toEqual([{ status: 'taken' }])
    expect(await part.shows(vendor, [one])).toEqual([true])
    const figures = { cf_101: '2', cf_102: '0', cf_103: '2026-03-02 10:01:31' }
    expect(await rowOf(one)).toEqual({ ...before, ...figures, cf_104: '2026-03-09 23:59:59' })
    const none = { ...one, values: values(0) }
    expect(await part.shows(vendor, [none])).toEqual([false])
    await part.tell(vendor, [none])
    expect(await part.shows(vendor, [none])).toEqual([true])
    expect(await rowOf(one)).toEqual({ ...before, cf_101: '0', cf_102: '0' })
  })

  it('sees that a field took nothing, and lets a field for days keep the day (traps 2, 13)', async () => {
    await database.install({ calculated: ['cf_101'], days: ['cf_103', 'cf_104'] })
    const vendor = lineTo(sandbox)
    const [one] = (await contacts(1, 2)) as [ToldFigures]
    expect(await part.tell(vendor, [one])).toEqual([{ status: 'taken' }])
    expect(await part.shows(vendor, [one])).toEqual([false])
    await database.install({ calculated: [] })
    await part.tell(vendor, [one])
    expect(await part.shows(vendor, [one])).toEqual([true])
    expect(await rowOf(one)).toMatchObject({ cf_103: '2026-03-02' })
    await database.install({ days: [] })
  })

  it('calls somebody gone who is, and refuses what is no custom field (trap 12)', async () => {
    const vendor = lineTo(sandbox)
    const [one, other] = (await contacts(2, 4)) as [ToldFigures, ToldFigures]
    await database.remove('contact', one.recordId.slice('contact-'.length))
    const before = await rowOf(other)
    const email: ToldFigures = { ...other, values: [{ ...values(1)[0]!, field: 'email' }] }
    const outcomes = await part.tell(vendor, [one, email, { ...other, module: 'user' }])
    expect(outcomes.map(({ status }) => status)).toEqual(['gone', 'refused', 'refused'])
    expect(await part.shows(vendor, [one])).toEqual([false])
    expect(await rowOf(other)).toEqual(before)
  })

  it('takes a call for each, and few beside', async () => {
    // README.md, "Figures".
    const vendor = lineTo(sandbox)
    // Measured with 1,000: FIGURES=1000.
    const count = Number(process.env['FIGURES'] ?? part.recordsMax)
    const all = await contacts(10, 10 + count)
    const before = sandbox.requests.length
    for (let at = 0; at < all.length; at += part.recordsMax) {
      const batch = all.slice(at, at + part.recordsMax)
      await part.tell(vendor, batch)
      expect(await part.shows(vendor, batch)).not.toContain(false)
    }
    const calls = ((sandbox.requests.length - before) / all.length) * 1_000
    if (process.env['FIGURES'] !== undefined)
      console.log(`${all.length}: ${calls} calls a thousand`)
    expect(calls).toBeLessThan(1_150)
    const few = sandbox.requests.length
    await part.shows(vendor, all.slice(0, 3))
    expect(sandbox.requests.length - few).toBeLessThanOrEqual(4)
  }, 60_000)
})

it('reads back what it wrote, of whatever figures, and nothing else', async () => {
  const figures: Figure[] = ['opens', 'first_open', 'bounced', 'last_click']
  const value = fc.option(fc.integer({ min: 0, max: 4_000_000 }), { nil: null })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...figures), value, value, async (figure, told, other) => {
      const of = (value: number | null) => {
        const scaled = value !== null && figure.includes('_') ? value * 1_000_000 : value
        const one = { figure, field: 'cf_1', value: scaled && Math.floor(scaled / 1000) * 1000 }
        return { module: 'contact', recordId: 'contact-5', values: [one] }
      }
      const { vendor, asked } = scripted({ crmid: '5' })
      await part.tell(vendor, [of(told)])
      const form = new URLSearchParams(String(asked()[0]!.body))
      const row = { crmid: '5', cf_1: form.get('cf_1') }
      const shows = (one: ReturnType<typeof of>) => part.shows(scripted(row).vendor, [one])
      expect(await shows(of(told))).toEqual([true])
      expect(await shows(of(other))).toEqual([
        JSON.stringify(of(told)) === JSON.stringify(of(other)),
      ])
    }),
    { numRuns: 25 },
  )
})
