import { describe, expect, it } from 'vitest'
import { campaignMaster } from '../../../src/connectors/esp/campaign-master/index.ts'
import { elementAt, parseXml, proofOf, textOf, type Vendor } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

const SETTINGS = { clientId: '123', username: 'ada & co' }
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'

function scripted(outcome: Outcome) {
  const proof = async () => proofOf({ password: 'a<b' })
  const tokens = { current: proof, renew: proof }
  const lined = line([outcome], { connector: campaignMaster, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  return { vendor, asked: lined.asked }
}

const envelope = (inner: string) =>
  `<s:Envelope xmlns:s="${SOAP}"><s:Body>${inner}</s:Body></s:Envelope>`

/** As answers were recorded: a MIME message of one part. */
const mtom = (document: string) =>
  [
    ...['', '--uuid:fce5+id=1', 'Content-ID: <http://tempuri.org/0>'],
    'Content-Type: application/xop+xml;charset=utf-8;type="text/xml"',
    ...['', document, '--uuid:fce5+id=1--', ''],
  ].join('\r\n')

const token = (value: string, minutes: string) =>
  envelope(
    '<LoginResponse xmlns="http://campaignmaster.com.au"><LoginResult>'
      + `<TokenString>${value}</TokenString>`
      + `<MinutesTillTokenExpires>${minutes}</MinutesTillTokenExpires>`
      + '</LoginResult></LoginResponse>',
  )
const fault = (code: string) =>
  envelope(`<s:Fault><faultcode>${code}</faultcode><faultstring>No.</faultstring></s:Fault>`)

describe('Campaign Master', () => {
  it.each([
    ['as it was recorded', mtom(token('t-1', '480'))],
    ['as plain SOAP', token('t-1', '480')],
  ])('is well where the login is accepted, %s', async (_, body) => {
    const { vendor, asked } = scripted({ status: 200, body })
    const health = await campaignMaster.check(vendor)
    expect(health).toMatchObject({ ok: true, account: 'Client 123' })
    expect(health.checks.at(-1)!.sentence).toMatch(/by files/)
    const login = elementAt(parseXml('test', asked[0]!.body as string), 'Body', 'Login')
    const told = ['clientID', 'userName', 'password'].map((name) => textOf(login, name))
    expect(told).toEqual(['123', 'ada & co', 'a<b'])
    expect(asked[0]!.url).toMatch(/\/v1\.1\/CampaignMasterJobService\.svc$/)
    expect(asked[0]!.headers).toMatchObject({
      soapaction: '"http://campaignmaster.com.au/IAPIService/Login"',
    })
  })

  it.each([
    [500, mtom(fault('s:InvalidLogin')), 'does not accept'],
    [500, fault('s:Client'), 'refused what was asked'],
    [500, 'Down.', 'fault of its own'],
    [404, '', 'no service'],
    [200, token('', '480'), 'gives no token'],
    [200, mtom(token('t-1', '480')).replace('id=1--', 'other'), 'has no end'],
    [200, '<html></html>', 'gives no token'],
  ])('says with status %i and %s what is wrong', async (status, body, words) => {
    const health = await campaignMaster.check(scripted({ status, body }).vendor)
    expect(health.ok).toBe(false)
    expect(health.checks[0]!.sentence).toContain(words)
  })
})
