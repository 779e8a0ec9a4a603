import type { Page } from 'playwright-core'
import {
  lawFirm,
  sandboxClient,
  startSandbox,
  tokenPath,
  type Sandbox,
} from '../../../sandbox/index.ts'
import { createClient, type Call } from '../../../src/api/contract/client.ts'
import { connectAccount, createFirm, SIGN_IN } from '../../../src/cli/demo/job.ts'
import { followImport, followRun } from '../../../src/cli/follow.ts'
import { settled } from '../../web/browser.ts'
import { startHoming } from '../../web/homing.ts'

const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000
const unheard = { show: () => undefined, end: () => undefined }

/** A firm whose mailings came home, and a key by which programs ask. */
export interface Firm {
  url: string
  key: string
  end(): Promise<void>
}

/** The sample firm: its people imported, its account connected and read to the end. */
export async function askedFirm(): Promise<Firm> {
  const sandbox = await startSandbox({
    world: lawFirm(4, { companies: 30, households: 25, unattached: 8 }),
    now: Date.now() - TWO_WEEKS_MS,
  })
  sandbox.clock.runUntilQuiet()
  const { url, end } = await startHoming({ ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host })
  const firm = {
    url,
    key: '',
    async end() {
      await end()
      await sandbox.close()
    },
  }
  const signedIn = callWithCookies(url)
  await createFirm(signedIn)
  const { key } = await signedIn('keys.create', { body: { name: 'test', role: 'administrator' } })
  const call = createClient({ baseUrl: url, headers: { authorization: `Bearer ${key}` } })
  await bringEverythingHome(call, sandbox)
  return { ...firm, key }
}

async function bringEverythingHome(call: Call, sandbox: Sandbox): Promise<void> {
  const people = await fetch(`${sandbox.url}/_sandbox/people.csv`)
  const query = { fileName: 'people.csv' }
  const begun = await call('imports.create', { query, body: await people.blob() })
  await followImport(call, begun.id, unheard)
  const { id } = await connectAccount(call, {
    ...sandboxClient,
    ...sandbox.issueTokens(),
    esp: 'constant-contact',
    url: sandbox.url,
    apiUrl: `${sandbox.url}/v3`,
    tokenUrl: sandbox.url + tokenPath,
    people: '',
  })
  const run = await call('connections.sync', { params: { connectionId: id }, query: {} })
  await followRun(call, run.id, unheard)
}

/** As a browser would: what is given as a cookie comes back with the next question. */
function callWithCookies(url: string): Call {
  let cookie = ''
  return createClient({
    baseUrl: url,
    fetch: async (input, init) => {
      const headers = { ...(init?.headers as Record<string, string>), origin: url, cookie }
      const answer = await fetch(input, { ...init, headers })
      const given = answer.headers.getSetCookie().map((one) => one.split(';')[0])
      if (given.length > 0) cookie = given.join('; ')
      return answer
    },
  })
}

/** As the firm's administrator, on the sign-in page. */
export async function signIn(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByLabel('E-mail address').fill(SIGN_IN.email)
  await page.getByLabel(/^Password/).fill(SIGN_IN.password)
  await page.getByRole('button', { name: /Sign in/ }).click()
  await page.getByRole('link', { name: 'Views' }).first().waitFor()
  await settled(page)
}
