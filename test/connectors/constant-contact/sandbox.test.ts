import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  type MalformedVariant,
  type Sandbox,
  sandboxClient,
  startSandbox,
} from '../../../sandbox/index.ts'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import {
  beginAuthorisation,
  finishAuthorisation,
  refreshTokens,
} from '../../../src/connectors/index.ts'
import { createHttp, realClock } from '../../../src/platform/http/index.ts'
import { describeConformance } from '../conformance.ts'
import { lineTo, settingsFor, startStage } from './stage.ts'

describeConformance('Constant Contact', startStage)

describe('Constant Contact against its sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 11, enforceLimits: false })
    sandbox.clock.runUntilQuiet()
  })
  afterAll(() => sandbox.close())

  function authorising() {
    const http = createHttp({ allowPrivate: true })
    onTestFinished(() => http.close())
    return {
      vendor: 'Constant Contact',
      part: constantContact.oauth2!,
      settings: settingsFor(sandbox),
      clientSecret: sandboxClient.clientSecret,
      http,
      clock: realClock,
    }
  }

  async function consent(decision: 'approve' | 'deny') {
    const ask = authorising()
    const redirectUri = 'http://127.0.0.1:9/back'
    const begun = await beginAuthorisation({ ...ask, redirectUri })
    const body = `decision=${decision}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await ask.http.exchange({ method: 'POST', url: begun.url, headers, body })
    const callback = new URL(answer.headers.get('location')!).searchParams
    return { ...ask, ...begun, redirectUri, callback }
  }

  it('is authorised with PKCE, and the pair rotates', async () => {
    const ask = await consent('approve')
    const tokens = await finishAuthorisation(ask)
    expect(tokens.scopes?.sort()).toEqual(
      ['account_read', 'campaign_data', 'contact_data', 'offline_access'].sort(),
    )
    expect(tokens.expiresAt! - Date.now()).toBeGreaterThan(3_600_000)
    const line = lineTo(sandbox, {
      tokens: { current: async () => tokens.accessToken, renew: () => Promise.reject(new Error()) },
    })
    expect((await constantContact.check(line)).ok).toBe(true)
    const next = await refreshTokens({ ...ask, refreshToken: tokens.refreshToken! })
    expect(next.accessToken).not.toBe(tokens.accessToken)
    await expect(finishAuthorisation(ask)).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('takes a no for a no, and a wrong verifier for a lost grant', async () => {
    await expect(finishAuthorisation(await consent('deny'))).rejects.toMatchObject({
      kind: 'refused',
      message: 'The authorisation was declined at Constant Contact.',
    })
    const ask = { ...(await consent('approve')), verifier: 'w'.repeat(43) }
    await expect(finishAuthorisation(ask)).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('keeps the grant while the token service is unwell, and sees a revoked one', async () => {
    const ask = { ...authorising(), refreshToken: sandbox.issueTokens().refreshToken }
    onTestFinished(() => sandbox.faults.clear())
    const match = { path: /\/token$/ }
    sandbox.faults.add({ kind: 'server-error', match })
    await expect(refreshTokens(ask)).rejects.toMatchObject({ kind: 'temporary' })
    sandbox.faults.add({ kind: 'reset', match })
    await expect(refreshTokens(ask)).rejects.toMatchObject({ kind: 'temporary' })
    sandbox.faults.add({ kind: 'revoke-refresh-token', match })
    await expect(refreshTokens(ask)).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it.each<[MalformedVariant, string]>([
    ['impossible-date', 'created_time'],
    ['unknown-type', 'tracking_activity_type'],
    ['unparseable-address', 'email_address'],
  ])('refuses a row with %s by %s', async (variant, field) => {
    const activity = sandbox.truth().campaigns[0]!.activities[0]!.campaignActivityId
    const ask = { activity, kind: 'open' } as const
    sandbox.faults.add({ kind: 'malformed-row', variant, match: { path: /opens/ } })
    const { body } = await constantContact.feedback!.page(lineTo(sandbox), ask, null)
    const { rows, refused } = constantContact.feedback!.read(body, ask)
    expect(refused).toMatchObject([{ field }])
    expect(rows.length).toBeGreaterThan(100)
  })

  it('reads totals that agree with what happened', async () => {
    const [campaign] = sandbox.truth().campaigns
    const totals = await constantContact.totals!.read(lineTo(sandbox), [campaign!.campaignId])
    const { sends, opens, uniqueOpens, clicks, uniqueClicks, bounces, optouts } = campaign!.totals
    expect(totals).toEqual([
      expect.objectContaining({ sent: sends, opens, uniqueOpens, clicks, uniqueClicks, bounces }),
    ])
    expect(totals[0]!.optOuts).toBe(optouts)
  })

  it('calls nobody on a private address unless the operator allows it', async () => {
    const http = createHttp({ allowPrivate: ['127.0.0.1:1'] })
    const line = lineTo(sandbox, { http })
    const before = sandbox.requests.length
    expect(await constantContact.check(line)).toMatchObject({
      ok: false,
      checks: [{ sentence: expect.stringContaining('not on the public internet') }],
    })
    expect(sandbox.requests.length).toBe(before)
  })
})
