import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, sandboxClient, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import {
  axeFindings,
  closeBrowser,
  settled,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'
import { chooseTyped } from './keys.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000

let sandbox: Sandbox
let homing: RunningHoming
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []
let connectionId = 0

beforeAll(async () => {
  sandbox = await startSandbox({
    enforceLimits: false,
    world: lawFirm(1, { companies: 8, households: 5, unattached: 2 }),
    now: Date.now() - TWO_WEEKS_MS,
    speed: 20,
  })
  homing = await startHoming({ ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host })
  await withPage({ baseUrl: homing.url }, async (page) => {
    const headers = { origin: homing.url }
    const post = async (path: string, data: unknown) => {
      const sent = await page.request.post(path, { data, headers })
      expect(sent.ok(), await sent.text()).toBe(true)
      return (await sent.json()) as { id: number }
    }
    const jo = { firm: 'F', name: 'Jo', email: 'jo@firm.example', password: PASSWORD }
    await post('/api/setup', jo)
    const { accessToken, refreshToken } = sandbox.issueTokens()
    const { clientId, clientSecret } = sandboxClient
    const connection = await post('/api/connections', {
      connector: 'constant-contact',
      settings: {
        apiUrl: `${sandbox.url}/v3`,
        authorizeUrl: `${sandbox.url}/oauth2/default/v1/authorize`,
        tokenUrl: `${sandbox.url}/oauth2/default/v1/token`,
        ...{ clientId, clientSecret, accessToken, refreshToken },
      },
    })
    connectionId = connection.id
    // The first sync begins by itself.
    await listsAreRead(page)
    session = await page.context().cookies()
  })
}, 180_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await sandbox?.close()
})

async function listsAreRead(page: Page): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const answer = await page.request.get(`/api/connections/${connectionId}/kept-lists`)
    const { items } = (await answer.json()) as { items: { members: number }[] }
    if (items.some((list) => list.members > 0)) return
    await page.waitForTimeout(500)
  }
  throw new Error('The lists did not come home.')
}

function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    await page.context().addCookies(session)
    return use(page)
  })
}

async function clean(page: Page, what: string): Promise<void> {
  await settled(page)
  expect((await axeFindings(page)).join('\n'), what).toBe('')
  const over = await widerBy(page)
  expect(over, what).toBeLessThanOrEqual(0)
  const shots = process.env['SCREENSHOTS']
  if (shots) await page.screenshot({ path: `${shots}/${what.replaceAll(' ', '-')}.png` })
}

/** Chooses in a field that drops down, by the keyboard. */
async function choose(page: Page, label: string, words: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).focus()
  await chooseTyped(page, words)
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
}

const fields = () => `/connections/${connectionId}?tab=fields`

test('a field is made at the service, filled by a rule, previewed and saved, by the keyboard alone', async () => {
  await inside({}, async (page) => {
    await page.goto(fields())
    await page.getByText('Nothing was saved yet').waitFor()
    await press(page, 'Add a field…')
    await press(page, 'Make a field at Constant Contact…')
    await page.getByRole('textbox', { name: 'Name of the field' }).focus()
    await page.keyboard.type('Greeting')
    await page.keyboard.press('Enter')
    await page.getByText('Greeting takes text').waitFor()
    await choose(page, 'Add a step', 'Text before it')
    await page.getByRole('textbox', { name: 'Text before it' }).focus()
    await page.keyboard.type('Dear ')
    await page.getByRole('textbox', { name: 'Default' }).focus()
    await page.keyboard.type('Dear reader')
    const right = page.getByRole('radiogroup', { name: 'Who is right where the two differ' })
    await right.getByRole('radio', { name: /^Homing: what stands in the person/ }).focus()
    await page.keyboard.press('ArrowUp')
    await page.getByRole('switch', { name: 'Its values come home' }).waitFor()
    await clean(page, 'mapping rule')
    await page.keyboard.press('ArrowUp')
    await page.getByRole('switch', { name: 'Its values come home' }).waitFor({ state: 'hidden' })
    await press(page, 'Add the rule')
    await page.getByText('“Dear ” before it').waitFor()
    await page.getByRole('cell', { name: /^Your CRM/ }).waitFor()

    const person = page.getByRole('combobox', { name: 'Person to look at' })
    await person.focus()
    await person.click()
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Preview' }).getByText('Greeting').waitFor()
    await clean(page, 'mapping preview')
    await press(page, 'Save mapping')
    await page.getByText('Version 1, saved by Jo').waitFor()
    await page.getByRole('button', { name: 'Earlier versions…' }).waitFor()
  })
}, 60_000)

test('changed details are compared, looked at and sent from there', async () => {
  await inside({}, async (page) => {
    await page.goto(fields())
    await press(page, 'Compare and send details…')
    await page.waitForURL(/\/pushes\/\d+/)
    const approve = page.getByRole('button', { name: /^(Approve \d+ changes|Start)$/ })
    await approve.waitFor({ timeout: 30_000 })
    await page
      .getByText(/contacts? of .+ will be changed/)
      .first()
      .waitFor()
    await page
      .getByText(/Greeting: nothing → “Dear/)
      .first()
      .waitFor()
    await clean(page, 'mapping push')
  })
}, 60_000)

test.each([
  ['mapping phone', { width: 'phone', scheme: 'light' }],
  ['mapping laptop dark', { width: 'laptop', scheme: 'dark' }],
  ['mapping wide', { width: 'wide', scheme: 'light' }],
] as const)(
  'the page of %s has no fault that can be seen',
  async (name, options) => {
    await inside(options as PageOptions, async (page) => {
      await page.goto(fields())
      await page.getByText('Version 1, saved by Jo').waitFor()
      await clean(page, name)
    })
  },
  60_000,
)
