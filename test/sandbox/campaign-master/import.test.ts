import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { definition, enveloped, jobs, post, shown, type Job } from './client.ts'
import { start, statusOf, submission, submit, token } from './client.ts'

let sandbox: Sandbox
let key: string
let known: string
beforeAll(async () => {
  sandbox = await start()
  const alive = sandbox.truth().contacts.filter((one) => one.deletedAt === undefined)
  known = alive.find((one) => one.address !== '' && one.permission === 'implicit')?.address ?? ''
}, 60_000)
beforeEach(async () => void (key = await token(sandbox)))
afterAll(() => sandbox.close())

function held(address: string) {
  return sandbox.truth().contacts.find((one) => one.address === address)
}

const head = 'EmailAddress,First_Name,Matter'

/** Runs a job to its end, and answers what became of each row. */
async function outcomes(given: Job) {
  const id = await submit(sandbox, key, given)
  sandbox.clock.advance(600_000)
  const job = (await jobs(sandbox)).find((one) => String(one.id) === id)
  return job?.rows.map((one) => one.outcome)
}

it('works a file off on the clock, row by row', async () => {
  const file = `${head}\nada@new.example,"Ada, née B.",Probate\n${known},Zed,\nnobody,X,Y\n`
  const id = await submit(sandbox, key, { file })
  expect(id).toMatch(/^\d+$/)
  expect(await statusOf(sandbox, key, id)).toBe('Queued')
  expect(held('ada@new.example')).toBeUndefined()
  sandbox.clock.advance(4000)
  expect(await statusOf(sandbox, key, id)).toBe('Running')
  expect((await jobs(sandbox))[0]?.rows.filter((one) => one.outcome !== undefined)).toHaveLength(1)
  sandbox.clock.advance(600_000)
  expect(await statusOf(sandbox, key, id)).toBe('Completed')
  const [job] = await jobs(sandbox)
  expect(job?.rows.map((one) => one.outcome)).toEqual(['inserted', 'updated', 'no address'])
  expect(held('ada@new.example')).toMatchObject({
    firstName: 'Ada, née B.',
    permission: 'implicit',
    customFields: { Matter: 'Probate' },
  })
  expect(held(known)?.firstName).toBe('Zed')
})

it('of rows with one address takes the first, or the last', async () => {
  const rows = (name: string) =>
    `${head}\n${name}@d.example,One,\n${name.toUpperCase()}@d.example,Two,`
  expect(await outcomes({ file: rows('eve') })).toEqual(['inserted', 'duplicate'])
  expect(await outcomes({ file: rows('fay'), first: false })).toEqual(['duplicate', 'inserted'])
  expect(held('eve@d.example')?.firstName).toBe('One')
  expect(held('FAY@d.example')?.firstName).toBe('Two')
})

it('inserts, updates and makes active only as it is allowed to', async () => {
  const file = `${head}\ngus@new.example,Gus,\n${known},Yan,`
  const none = await outcomes({ file, insert: '', update: 'AllowImport' })
  expect(none).toEqual(['not allowed', 'updated'])
  expect(held(known)?.firstName).toBe('Yan')
  const some = await outcomes({ file, insert: 'AllowImport', update: '' })
  expect(some).toEqual(['inserted', 'not allowed'])
  expect(held('gus@new.example')?.permission).toBe('not_set')
  await outcomes({ file })
  expect(held('gus@new.example')?.permission).toBe('implicit')
})

it('brings nobody back who has left', async () => {
  const gone = sandbox.truth().contacts.find((one) => one.permission === 'unsubscribed')
  const file = `${head}\n${gone?.address},Back,`
  expect(await outcomes({ file })).toEqual(['updated'])
  expect(held(gone?.address ?? '')).toMatchObject({ firstName: 'Back', permission: 'unsubscribed' })
})

it('takes a file beside the envelope, as MTOM sends it', async () => {
  const link = '<Include xmlns="http://www.w3.org/2004/08/xop/include" href="cid:the%20file"/>'
  const message = {
    action: 'SubmitImportJob',
    header: shown(key) + definition({ file: '' }),
    body: `<SubmitJobRequest><FileToImport>${link}</FileToImport></SubmitJobRequest>`,
  }
  const part = (id: string, text: string) => `--b\r\nContent-ID: <${id}>\r\n\r\n${text}\r\n`
  const file = part('the file', `${head}\nhal@new.example,Hal,`)
  const text = `${file}${part('root', enveloped(message))}--b--\r\n`
  const type = 'multipart/related; type="application/xop+xml"; start="<root>"; boundary=b'
  expect((await post(sandbox, message, { type, text })).status).toBe(200)
  sandbox.clock.advance(600_000)
  expect(held('hal@new.example')?.firstName).toBe('Hal')
})

it('keeps what a job had done when it broke off; refuses a file without addresses', async () => {
  const file = `${head}\n${Array.from({ length: 500 }, (_, n) => `n${n}@b.example,N,`).join('\n')}`
  const id = await submit(sandbox, key, { file })
  sandbox.clock.advance(7000)
  const job = (await jobs(sandbox)).find((one) => String(one.id) === id)
  expect(sandbox.breakOff(job?.jobId ?? '', 'failed')).toBe(true)
  sandbox.clock.advance(60_000)
  expect(await statusOf(sandbox, key, id)).toBe('Failed')
  expect(held('n0@b.example')).toBeDefined()
  expect(held('n499@b.example')).toBeUndefined()
  const wrong = await post(sandbox, submission(key, { file: 'Email\na@b.example' }))
  expect(wrong).toMatchObject({ status: 500, code: 'soap:Client' })
})
