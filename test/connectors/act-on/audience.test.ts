import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { type Sandbox, startFaultProxy, startSandbox } from '../../../sandbox/index.ts'
import { readJob } from '../../../src/connectors/esp/act-on/audience.ts'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import { type RemoteContact, type RemoteJob, type Vendor } from '../../../src/connectors/index.ts'
import { good, scripted } from './line.ts'
import { httpFor, lineTo } from './stage.ts'

const part = actOn.audience!
const person = (address: string) => ({ address, values: [] })

const HEADERS = ['_contact_id_', 'First Name', 'E-mail "work"']
const rowsOf = (offset: number, totalCount: number, ...data: unknown[]) =>
  good({
    listId: 'l-0001',
    offset,
    count: 1000,
    totalCount,
    emailColumn: 2,
    headers: HEADERS,
    data,
  })
const accepted = good({ status: 'success', message: 'Upload completed', jobId: '77' })

async function formOf({ headers, body }: { headers?: unknown; body?: unknown }) {
  const type = (headers as Record<string, string>)['content-type']!
  const form = await new Response(Buffer.from(body as Uint8Array), {
    headers: { 'content-type': type },
  }).formData()
  const file = await (form.get('file') as File).text()
  const spec = (name: string) => JSON.parse(String(form.get(name))) as unknown
  return { file, spec, name: form.get('listname') }
}

describe('Act-On, an upload', () => {
  it('merges addresses under the list’s own heading, and tells nothing else', async () => {
    const { vendor, exchanges, asked } = scripted(rowsOf(0, 0), accepted)
    const people = [person('ada@x.example'), person('"b,c"@x.example')]
    expect(await part.putOn!(vendor, people, ['l-0001'])).toMatchObject({
      id: '77',
      state: 'waiting',
    })
    expect(asked()).toEqual(['/api/1/list/l-0001?count=1&offset=0', '/api/1/list/l-0001'])
    expect(exchanges[1]).toMatchObject({ method: 'PUT', isSafe: true })
    const { file, spec } = await formOf(exchanges[1]!)
    expect(file).toBe('"E-mail ""work"""\n"ada@x.example"\n"""b,c""@x.example"\n')
    const heading = 'E-mail "work"'
    expect(spec('uploadspecs')).toEqual([
      { columnHeading: heading, columnType: 'EMAIL', columnIndex: 0 },
    ])
    expect(spec('mergespecs')).toEqual([
      { dstListId: 'l-0001', mergeMode: 'UPSERT', columnMap: [], mergeKeyHeading: heading },
    ])
  })

  it('is not sent where the list does not say which column is the address', async () => {
    const { vendor, asked } = scripted(good({ totalCount: 0, headers: HEADERS, data: [] }))
    await expect(part.putOn!(vendor, [person('a@x.example')], ['l-0001'])).rejects.toMatchObject({
      kind: 'unreadable',
    })
    expect(asked()).toHaveLength(1)
  })

  it.each([
    ['The job is pending', 'waiting'],
    ['The job is running', 'running'],
    ['success', 'done'],
    ['error', 'failed'],
    [undefined, 'failed'],
  ])('whose status is %s is %s', (status, state) => {
    expect(readJob('77', { status })).toMatchObject({ id: '77', state, word: status ?? '' })
  })

  it('tells how many it took and how many not', () => {
    const details = { appendCount: 10, updateCount: 2, failedCount: 1, rejectedCount: 3 }
    expect(readJob('77', { status: 'success', details })).toMatchObject({ done: 12, errors: 4 })
  })
})

describe('Act-On, taking off a list', () => {
  it('deletes the list’s own records of these addresses, a hundred at a time', async () => {
    const address = (n: number) => `p${n}@x.example`
    const all = Array.from({ length: 150 }, (_, n) => [`l-0001:${n}`, '', address(n)])
    const done = good({ success_count: 100, fail_count: 0, failedList: [] })
    const { vendor, asked, exchanges } = scripted(rowsOf(0, 150, ...all), done, done)
    const wanted = all.slice(0, 120).map((_, n) => ({ id: `l-0009:${n}`, address: address(n) }))
    const stranger = { id: 'l-0009:200', address: 'nobody@x.example' }
    const job = await part.takeOff(vendor, [...wanted, stranger], ['l-0001'])
    expect(job.state).toBe('done')
    expect(exchanges.map(({ method }) => method)).toEqual(['GET', 'DELETE', 'DELETE'])
    const ids = asked()
      .slice(1)
      .map((url) => new URL(url, 'https://x.example').searchParams.get('contactids')!.split(','))
    expect(ids.map(({ length }) => length)).toEqual([100, 20])
    expect(ids.flat()).toEqual(all.slice(0, 120).map(([id]) => id))
  })

  it('asks for nothing to be deleted where nobody is on the list', async () => {
    const { vendor, asked } = scripted(rowsOf(0, 0))
    await part.takeOff(vendor, [{ id: 'l-0001:1', address: 'a@x.example' }], ['l-0001'])
    expect(asked()).toHaveLength(1)
  })
})

describe('Act-On, a new list', () => {
  const pending = good({ status: 'The job is pending' })

  it('comes of an upload without rows, and is known once its job is over', async () => {
    const over = good({ status: 'success', details: { listId: 'l-0042' } })
    const { vendor, exchanges } = scripted(accepted, pending, over)
    expect(await part.createList!(vendor, 'Guests')).toEqual({ id: 'l-0042', name: 'Guests' })
    const { name, file } = await formOf(exchanges[0]!)
    expect(name).toBe('Guests')
    expect(file).toBe('"E-mail Address","First Name","Last Name","Job Title","Company"\n')
  })

  it('that takes long is not asked for a second time', async () => {
    const { vendor, asked } = scripted(accepted, ...Array(25).fill(pending))
    await expect(part.createList!(vendor, 'Guests')).rejects.toMatchObject({ kind: 'temporary' })
    expect(asked().filter((url) => url === '/api/1/list')).toHaveLength(1)
  })

  it('is asked for once, though the answer was lost', async () => {
    const { vendor, asked } = scripted({ fault: 'connection' })
    await expect(part.createList!(vendor, 'Guests')).rejects.toMatchObject({ kind: 'temporary' })
    expect(asked()).toHaveLength(1)
  })
})

describe('Act-On’s lists against its sandbox', () => {
  let sandbox: Sandbox
  let vendor: Vendor
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'act-on', seed: 11, enforceLimits: false })
    vendor = lineTo(sandbox)
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  /** Time goes by at the vendor while it is asked about a job. */
  const patient = (line: Vendor): Vendor => ({
    ...line,
    http: {
      request: (ask) => {
        if (ask.url.endsWith('/status')) sandbox.clock.advance(1_000)
        return line.http.request(ask)
      },
    },
  })

  async function finished({ id }: RemoteJob): Promise<RemoteJob> {
    sandbox.clock.advance(60_000)
    const told = await part.job(vendor, id)
    expect(told.state).toBe('done')
    return told
  }

  async function membersOf(list: string): Promise<RemoteContact[]> {
    const { body, next } = await part.membersPage!(vendor, list, null)
    expect(next).toBeNull()
    return part.readMembers!(body).rows
  }

  const someone = (permission: string) =>
    sandbox.truth().contacts.find((one) => one.permission === permission)!

  it('are made, filled and emptied, and nobody is opted in again', async () => {
    const list = await part.createList!(patient(vendor), 'Spring event')
    const left = someone('unsubscribed')
    const known = someone('explicit')
    const people = ['ada@client.example', left.address].map(person)
    expect(await finished(await part.putOn!(vendor, people, [list.id]))).toMatchObject({
      done: 2,
      errors: 0,
    })
    const onOther = [{ id: 'l-0001:0', address: known.address.toUpperCase() }]
    await finished(await part.putKnownOn(vendor, onOther, [list.id]))
    await finished(await part.putKnownOn(vendor, onOther, [list.id]))
    const on = await membersOf(list.id)
    expect(on.map(({ address }) => address).sort()).toEqual(
      [...people.map(({ address }) => address), known.address].sort(),
    )
    expect(await actOn.consent!.find(vendor, left.address)).toMatchObject({ state: 'opted_out' })
    await part.takeOff(vendor, on, [list.id])
    await part.takeOff(vendor, on, [list.id])
    expect(await membersOf(list.id)).toEqual([])
    const now = sandbox.truth().contacts.find((one) => one.contactId === known.contactId)!
    expect(now.listIds).toEqual(known.listIds)

    await part.removeList!(vendor, list.id)
    await part.removeList!(vendor, list.id)
    const { body } = await actOn.lists!.page(vendor, null)
    expect(actOn.lists!.read(body).rows.map(({ id }) => id)).not.toContain(list.id)
  })

  it('are filled once, though the answer to the upload is cut on its way', async () => {
    const list = await part.createList!(patient(vendor), 'Autumn event')
    const proxy = await startFaultProxy({ port: Number(new URL(sandbox.url).port) })
    onTestFinished(() => proxy.close())
    const line = lineTo(sandbox, proxy.url)
    const cutting: Vendor = {
      ...line,
      http: {
        request: (ask) => {
          if (ask.method === 'PUT') proxy.set({ kind: 'cut', afterBytes: 20 })
          return line.http.request(ask)
        },
      },
    }
    await finished(await part.putOn!(cutting, [person('eve@client.example')], [list.id]))
    expect((await membersOf(list.id)).map(({ address }) => address)).toEqual(['eve@client.example'])
  })

  it.skipIf(!hasContract())('are asked for as the vendor’s contract allows', () => {
    const judge = createRequestReferee(specsDirectory(), 'act-on')
    const asked = sandbox.requests.filter((one) => one.path.startsWith('/api/1/'))
    expect(asked.length).toBeGreaterThan(8)
    expect(asked.flatMap((one) => judge(one).problems)).toEqual([])
  })
})
