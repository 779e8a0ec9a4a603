import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnswerReferee, createRequestReferee } from '../../../sandbox/contract.ts'
import { hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { createActOn } from '../../../sandbox/act-on/app.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, csv, newest, start } from './client.ts'

const present = hasContract(specsDirectory(), 'act-on')
if (!present) console.warn(`SKIPPED: no Act-On contract below ${specsDirectory()}`)

/** Described on the vendor's help pages only. */
const helpPagesOnly = [
  'GET /api/1/account',
  'POST /api/1/list/:list/record',
  'PUT /api/1/list/:list/record',
  'PUT /api/1/list/:list/record/:record',
]

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  sandbox.clock.advance(3 * 86_400_000)
})
afterAll(() => sandbox.close())

const form = (fields: Record<string, string>) => new URLSearchParams(fields)

function upload(fields: Record<string, string>): FormData {
  const whole = csv('E-mail Address\na@x.example\n')
  const columns = [{ columnHeading: 'E-mail Address', columnType: 'EMAIL', columnIndex: 0 }]
  const all = { headings: 'Y', uploadspecs: JSON.stringify(columns), ...fields }
  for (const [name, value] of Object.entries(all)) whole.set(name, value)
  return whole
}

async function everyRequest(id: string): Promise<[string, (URLSearchParams | FormData)?][]> {
  const { body } = await call(sandbox, 'POST /api/1/list', upload({ listname: 'Early' }))
  sandbox.clock.advance(600_000)
  const mergespecs = JSON.stringify([{ dstListId: 'l-0005', mergeMode: 'UPSERT', columnMap: [] }])
  const sender = { senderemail: 'letters@harrowgate-lindqvist.example', sendername: 'The firm' }
  const send = { ...sender, sendtoids: 'l-0005', when: String(sandbox.clock.now()) }
  const verbs = ['SENT', 'SUPPRESSED', 'OPENED', 'CLICKED', 'BOUNCED', 'OPT_OUT', 'SPAM']
  return [
    ['GET /api/1/list?listingtype=CONTACT_LIST&count=2&offset=1'],
    ['GET /api/1/list/l-0001?count=2&datequalifiers=true&createdafter=1'],
    ['GET /api/1/list/l-0005/record/l-0005:9999'],
    [`GET /api/1/list/${String(body.jobId)}/status`],
    ['GET /api/1/list/rejectedUploadRecords?filename=none'],
    ['GET /api/1/list/optout?count=3'],
    ['GET /api/1/list/hardbounce?createdafter=1'],
    ['GET /api/1/list/spamcomplaint'],
    ['GET /api/1/subscription/category'],
    ['GET /api/1/subscription/optout?category=Client%20letters'],
    ['GET /api/1/message?type=SENT&count=2'],
    ['GET /api/1/message/report?period=2603'],
    [`GET /api/1/message/${id}/report`],
    ...verbs.map((verb): [string] => [`GET /api/1/message/${id}/report/${verb}?count=2`]),
    ['POST /api/1/list', upload({ listname: 'Late' })],
    ['PUT /api/1/list/l-0005', upload({ mergespecs })],
    ['PUT /api/1/list/optout', csv('b@x.example\n')],
    ['PUT /api/1/list/optin', csv('b@x.example\n')],
    ['PUT /api/1/subscription/optout', form({ email: 'a@x.example', category: 'Client letters' })],
    ['PUT /api/1/subscription/setcategories', form({ email: 'a@x.example' })],
    ['POST /api/1/message', form({ type: 'draft', subject: 'x', title: 'y' })],
    ['PUT /api/1/message/d-0002', form({ subject: 'z' })],
    ['POST /api/1/message/d-0002/send', form(send)],
    [`PUT /api/1/message/${id}/send`, form({ sendtoids: 'l-0005' })],
    ['DELETE /api/1/message/d-0002'],
    ['DELETE /api/1/list/l-0005/record/l-0005:9999'],
    ['DELETE /api/1/list/l-0005/record?contactids=l-0005:9999'],
    ['DELETE /api/1/list/l-0005'],
  ]
}

describe.skipIf(!present)('under the vendor’s contract', () => {
  it('every answer, and every request of these tests', async () => {
    const judgeAnswer = createAnswerReferee(specsDirectory(), 'act-on')
    const judgeRequest = createRequestReferee(specsDirectory(), 'act-on')
    const called = new Set<string>()
    for (const [request, sent] of await everyRequest((await newest(sandbox)).id)) {
      const [method = '', target = ''] = request.split(' ')
      const path = target.split('?')[0] as string
      const { status, body } = await call(sandbox, request, sent)
      const answer = judgeAnswer({ method, path, status, body })
      expect({ request, problems: answer.problems }).toEqual({ request, problems: [] })
      const logged = sandbox.requests.at(-1)
      const asked = logged && judgeRequest(logged)
      expect({ request, problems: asked?.problems }).toEqual({ request, problems: [] })
      called.add(`${method} ${routeOf(method, path)}`)
    }
    const simulated = routes().filter((one) => !helpPagesOnly.includes(one))
    expect([...called].toSorted()).toEqual(simulated.toSorted())
  }, 60_000)

  it('nothing is served that the vendor does not document', () => {
    const judge = createRequestReferee(specsDirectory(), 'act-on')
    const unknown = routes().filter((route) => {
      const [method = '', path = ''] = route.split(' ')
      const { problems } = judge({ method, path: path.replace(/:\w+/g, 'x') })
      return problems.some((one) => one.includes('not in the contract'))
    })
    expect(unknown.toSorted()).toEqual(helpPagesOnly.toSorted())
  })

  it('a judge that lets everything pass would be worthless', () => {
    const answer = createAnswerReferee(specsDirectory(), 'act-on')
    const wrong = { count: 'many', msgresult: [{ msgID: 's-0001-2603' }] }
    const get = { method: 'GET', path: '/api/1/message', status: 200, body: wrong }
    expect(answer(get).problems.join()).toMatch(/integer.*msgID/s)
    const request = createRequestReferee(specsDirectory(), 'act-on')
    const query = { since: '1', count: 'ten' }
    expect(request({ method: 'GET', path: '/api/1/list', query }).problems).toHaveLength(2)
    const body = { subjekt: 'x' }
    expect(request({ method: 'POST', path: '/api/1/message', body }).legal).toBe(false)
    const path = '/api/1/message/s-0001-2603/report'
    const coded = { method: 'GET', path, status: 400, body: { code: 10030 } }
    expect(answer(coded).legal).toBe(false)
  })
})

function routes(): string[] {
  const [vendor, registered] = [{}, { client: {}, login: {} }] as unknown as Parameters<
    typeof createActOn
  >
  const all = createActOn(vendor, registered).routes.filter(({ method, path }) => {
    return method !== 'ALL' && path.startsWith('/api/1/')
  })
  return [...new Set(all.map(({ method, path }) => `${method} ${path}`))]
}

/** The route that took it: the one with the fewest places that anything can stand in. */
function routeOf(method: string, path: string): string {
  const segments = path.split('/')
  const fits = routes().filter((route) => {
    const [of, pattern = ''] = route.split(' ')
    const parts = pattern.split('/')
    const same = parts.every((part, at) => part.startsWith(':') || part === segments[at])
    return of === method && parts.length === segments.length && same
  })
  const [best = ''] = fits.toSorted((a, b) => a.split(':').length - b.split(':').length)
  return best.split(' ')[1] ?? ''
}
