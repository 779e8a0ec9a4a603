import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lawFirm, sandboxClient, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  widerBy,
  withPage,
  type PageOptions,
} from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'
import { chooseTyped, enter, pick, tabTo } from './keys.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const FILE = `external_id,name,first_name,last_name,email,organization,owner
1,Ada Example,Ada,Example,ada.push@example.com,Example Push LLP,J. Primary
2,Bert Example,Bert,Example,bert.push@example.com,Example Push LLP,J. Primary
3,Cleo Example,Cleo,Example,cleo.push@example.com,Example Push LLP,J. Primary
4,Dora Example,Dora,Example,,Example Push LLP,J. Primary
`
const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000

let sandbox: Sandbox
let homing: RunningHoming
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []
let organizationId = 0

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
    await post('/api/setup', {
      firm: 'F',
      name: 'Jo',
      email: 'jo@firm.example',
      password: PASSWORD,
    })
    const sent = await page.request.post('/api/imports', {
      data: Buffer.from(FILE),
      headers: { ...headers, 'content-type': 'text/csv' },
    })
    const { id } = (await sent.json()) as { id: number }
    await page.goto(`/imports/${id}`)
    await page.getByText('Done', { exact: true }).waitFor()
    const { accessToken, refreshToken } = sandbox.issueTokens()
    const connection = await post('/api/connections', {
      connector: 'constant-contact',
      settings: {
        apiUrl: `${sandbox.url}/v3`,
        authorizeUrl: `${sandbox.url}/oauth2/default/v1/authorize`,
        tokenUrl: `${sandbox.url}/oauth2/default/v1/token`,
        ...{ clientId: sandboxClient.clientId, clientSecret: sandboxClient.clientSecret },
        ...{ accessToken, refreshToken },
      },
    })
    await listsAreRead(page, connection.id)
    const found = await page.request.get('/api/people?search=ada.push')
    const { items } = (await found.json()) as {
      items: { organizations: { id: number }[] }[]
    }
    organizationId = items[0]!.organizations[0]!.id
    session = await page.context().cookies()
  })
}, 180_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await sandbox?.close()
})

/** The first sync begins by itself. */
async function listsAreRead(page: Page, connectionId: number): Promise<void> {
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

const there = (address: string) =>
  sandbox.truth().contacts.find((one) => one.address.toLowerCase() === address)

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().focus()
  await page.keyboard.press('Enter')
}

describe('memberships of an organization', () => {
  test('somebody is put on a list and taken off again, by keys alone, shown person by person', async () => {
    await inside({}, async (page) => {
      await page.goto(`/organizations/${organizationId}?tab=lists`)
      await page.getByRole('heading', { level: 1, name: 'Example Push LLP' }).waitFor()
      await page.getByText('On no list yet').waitFor()
      await clean(page, 'memberships empty')
      const list = sandbox.truth().lists[0]!.name
      await pick(page, 'Person', 'Ada Example')
      await pick(page, 'List', list)
      await enter(page, 'Add')
      await page.getByText(`1 will be added to ${list}.`).waitFor()
      await clean(page, 'memberships marked')
      await enter(page, 'Save')
      await page.getByText('Constant Contact took all 1.').waitFor({ timeout: 45_000 })
      const box = page.getByRole('checkbox', { name: `Remove Ada Example from ${list}` })
      await box.waitFor()
      await clean(page, 'memberships saved')
      expect(there('ada.push@example.com')).toMatchObject({ firstName: 'Ada' })

      await page.reload()
      await box.waitFor()
      await tabTo(page, `Remove Ada Example from ${list}`)
      await page.keyboard.press('Space')
      await page.getByText(`1 will be removed from ${list}; the person stays subscribed.`).waitFor()
      await clean(page, 'memberships removing')
      await enter(page, 'Save')
      await page.getByText('Constant Contact took all 1.').waitFor({ timeout: 45_000 })
      await page.getByText('On no list yet').waitFor()
      expect(there('ada.push@example.com')).toMatchObject({ permission: 'implicit', listIds: [] })
    })
  }, 150_000)

  test.each([
    ['phone', 'light'],
    ['wide', 'dark'],
  ] as const)('are clean on a %s in %s', async (width, scheme) => {
    await inside({ width, scheme }, async (page) => {
      await page.goto(`/organizations/${organizationId}?tab=lists`)
      await page.getByText('On no list yet').waitFor()
      await clean(page, `memberships ${width} ${scheme}`)
    })
  })
})

describe('the wizard', () => {
  test('makes a list, selects all that match, drops one, shows the plan and finishes, by keys alone', async () => {
    await inside({}, async (page) => {
      await page.goto('/pushes/new')
      await page.getByLabel('Name of a new list').waitFor()
      await tabTo(page, 'Name of a new list')
      await clean(page, 'wizard list')
      await page.keyboard.type('Spring event')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Selected: 0' }).waitFor({ timeout: 30_000 })
      await tabTo(page, /^(Search|Find)/)
      await page.keyboard.type('Example Push')
      await page.getByRole('button', { name: 'Select Cleo Example' }).waitFor()
      // Offered once what is shown is what was asked for.
      const all = { name: 'Select all that match', disabled: false }
      await page.getByRole('button', all).waitFor()
      await enter(page, 'Select all that match')
      await page.getByRole('heading', { name: 'Selected: 4' }).waitFor()
      await enter(page, 'Drop Cleo Example')
      await page.getByRole('heading', { name: 'Selected: 3' }).waitFor()
      await clean(page, 'wizard people')
      await enter(page, 'Next: see the plan')
      await page.getByText('2 will be added to Spring event').waitFor({ timeout: 45_000 })
      await page.getByText('1 person left out of Spring event').waitFor()
      await clean(page, 'wizard plan')
      // The number is the list.
      await enter(page, /^1 person left out of Spring event/)
      await page.getByRole('row').nth(1).getByText('Dora Example').waitFor()
      await expectCount(page.getByRole('row'), 2)
      await enter(page, 'Finish: add 2')
      await page.getByText('Constant Contact took all 2.').waitFor({ timeout: 45_000 })
      await clean(page, 'wizard done')
      const [made] = sandbox.truth().lists.filter((list) => list.name === 'Spring event')
      expect(there('bert.push@example.com')?.listIds).toEqual([made!.listId])
      expect(there('cleo.push@example.com')).toBeUndefined()
      await page.goto('/pushes')
      await page.getByRole('link', { name: 'Spring event' }).first().waitFor()
      await clean(page, 'pushes')
    })
  }, 150_000)

  test('takes a list of our own from its page, and goes on at the plan', async () => {
    await inside({}, async (page) => {
      const where = { about: 'field', field: 'company', is: 'is', values: ['Example Push LLP'] }
      const made = await page.request.post('/api/person-lists', {
        headers: { origin: homing.url },
        data: { name: 'Push people', kind: 'segment', definition: { version: 1, where } },
      })
      expect(made.ok(), await made.text()).toBe(true)
      const { id } = (await made.json()) as { id: number }
      await page.goto(`/lists/${id}`)
      await page.getByRole('link', { name: 'Send to a service’s list' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('Everybody on “Push people” is chosen.').waitFor()
      await clean(page, 'wizard from a list')
      await page.getByLabel('Name of a new list').focus()
      await page.keyboard.type('Push people there')
      await page.keyboard.press('Enter')
      await page.getByText('3 will be added to Push people there').waitFor({ timeout: 45_000 })
      await page.getByText('1 person left out of Push people there').waitFor()
      // Back at the people: the same segment again brings nobody more.
      await press(page, 'Back')
      await choose(page, 'Or from a list or segment of your own', 'Push people')
      await press(page, 'Select everybody on it')
      await page.getByText('All of them are selected already.').waitFor()
      await clean(page, 'wizard people from a list')
    })
  }, 120_000)

  test('leads from a list of our own to the CRM’s lists, where a CRM is connected', async () => {
    await inside({}, async (page) => {
      const headers = { origin: homing.url }
      const where = { about: 'field', field: 'company', is: 'is', values: ['Example Push LLP'] }
      const made = await page.request.post('/api/person-lists', {
        headers,
        data: { name: 'For the CRM', kind: 'segment', definition: { version: 1, where } },
      })
      const { id } = (await made.json()) as { id: number }
      await page.goto(`/lists/${id}`)
      await page.getByRole('link', { name: 'Send to a service’s list' }).waitFor()
      const kept = page.getByRole('link', { name: 'Keep in the CRM as a target list' })
      expect(await kept.count()).toBe(0)
      const settings = { siteUrl: 'https://crm.example', username: 'homing', password: 'secret' }
      const connected = await page.request.post('/api/connections', {
        headers,
        data: { connector: 'suitecrm', name: 'Our CRM', settings },
      })
      expect(connected.ok(), await connected.text()).toBe(true)
      await page.goto(`/lists/${id}`)
      await kept.focus()
      await page.keyboard.press('Enter')
      await page.getByText('Everybody on “For the CRM” is chosen.').waitFor()
      expect(await page.getByRole('combobox', { name: 'Service' }).inputValue()).toBe('Our CRM')
      await clean(page, 'wizard to the CRM')
    })
  }, 120_000)

  test.each([
    ['phone', 'dark'],
    ['wide', 'light'],
  ] as const)('is clean on a %s in %s', async (width, scheme) => {
    await inside({ width, scheme }, async (page) => {
      await page.goto('/pushes/new')
      await page.getByLabel('Name of a new list').waitFor()
      await clean(page, `wizard ${width} ${scheme}`)
      await page.goto('/pushes')
      await page.getByRole('link', { name: 'Spring event' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'Spring event' }).waitFor()
      await clean(page, `push ${width} ${scheme}`)
    })
  })
})

test('what a push may take off unasked stands on the connection, and is changed by keys', async () => {
  await inside({}, async (page) => {
    await page.goto('/connections/1?tab=service')
    await page.getByText('or up to 5 % of its members').waitFor()
    await tabTo(page, 'May be taken off without asking')
    await page.keyboard.press('ArrowDown')
    // It opens on the option that holds: only then is there a next one.
    const holding = page.getByRole('option', { name: 'up to 5 % of a list' })
    await holding.and(page.locator('[data-combobox-selected], [aria-selected=true]')).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('or up to 10 % of its members').waitFor()
    await clean(page, 'lists you fill')
  })
})
