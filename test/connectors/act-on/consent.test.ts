import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import { good, scripted } from './line.ts'

const consent = actOn.consent!
const AT = 1_725_641_452_528
const page = (offset: number, totalCount: number, ...result: unknown[]) =>
  good({ offset, count: 1000, totalCount, result })
const row = (email: string) => ({ email, timestamp: AT, origin: 'Form' })

describe('Act-On, telling opt-outs', () => {
  it('looks through the whole list for an address, in any letter case', async () => {
    const full = Array.from({ length: 1000 }, (_, n) => row(`p${n}@client.example`))
    const { vendor, asked } = scripted(
      page(0, 1001, ...full),
      page(1000, 1001, row('Bea@Client.example')),
    )
    expect(await consent.find(vendor, 'bea@client.example')).toMatchObject({
      state: 'opted_out',
      permission: consent.unmailableWords[0],
      optedOutAt: AT,
    })
    expect(asked()).toHaveLength(2)
  })

  it('takes an address that is not there for one that may be mailed', async () => {
    const cy = () => page(0, 1, row('cy@client.example'))
    const { vendor, asked } = scripted(cy(), cy())
    expect(await consent.find(vendor, 'bea@client.example')).toMatchObject({ state: 'mailable' })
    expect(asked()).toEqual(
      ['optout', 'spamcomplaint'].map((list) => `/api/1/list/${list}?count=1000&offset=0`),
    )
  })

  it('knows whoever reported a mail as spam: written to no more, and brought back by nobody', async () => {
    const { vendor } = scripted(page(0, 0), page(0, 1, row('Bea@client.example')))
    expect(await consent.find(vendor, 'bea@client.example')).toMatchObject({
      state: 'opted_out',
      permission: consent.unmailableWords[1],
      optedOutAt: AT,
      takesNobodyBack: expect.stringContaining('reported as spam'),
    })
  })

  it('looks who left a category where that is asked about, and nowhere else', async () => {
    const about = ['Events', 'Tax', 'Gone'].map((id) => ({ kind: 'category', id }) as const)
    const { vendor, asked } = scripted(
      good([{ name: 'Tax' }, { name: 'Events' }]),
      page(0, 1, row('Bea@client.example')),
      page(0, 1, row('cy@client.example')),
      page(0, 0),
      page(0, 0),
    )
    const list = { kind: 'list', id: 'l-0001' } as const
    const found = await consent.find(vendor, 'bea@client.example', [list, ...about])
    expect(found).toMatchObject({ state: 'mailable', groups: [about[1]] })
    expect(asked()).toHaveLength(5)
  })

  it('takes an address out of a category, and says so: left out, it would come in', async () => {
    const { vendor, exchanges } = scripted(page(0, 0), page(0, 0), good({ status: 'success' }))
    const contact = (await consent.find(vendor, 'bea@client.example'))!
    await consent.leave!(vendor, contact, [{ kind: 'category', id: 'Tax & more' }])
    expect(exchanges[2]).toMatchObject({
      method: 'PUT',
      isSafe: true,
      body: 'email=bea%40client.example&category=Tax+%26+more&action=optout',
    })
  })

  it.each([
    ['/api/1/list/optout', 'optOut'],
    ['/api/1/list/optin', 'resubscribe'],
  ] as const)('sends %s a file with the one address', async (path, verb) => {
    const { vendor, exchanges } = scripted(page(0, 0), page(0, 0), good({ status: 'success' }))
    const contact = (await consent.find(vendor, 'bea@client.example'))!
    await (verb === 'optOut'
      ? consent.optOut(vendor, contact, { reason: 'Too many', mark: 'm1' })
      : consent.resubscribe!.call(vendor, contact, []))
    const sent = exchanges[2]!
    expect(sent).toMatchObject({ method: 'PUT', isSafe: true })
    expect(sent.url).toMatch(new RegExp(`${path}$`))
    const type = sent.headers!['content-type']!
    expect(type).toMatch(/^multipart\/form-data; boundary=/)
    const form = await new Response(Buffer.from(sent.body as Uint8Array), {
      headers: { 'content-type': type },
    }).formData()
    expect([...form.keys()]).toEqual(['file'])
    expect(await (form.get('file') as File).text()).toBe('bea@client.example\n')
  })
})
