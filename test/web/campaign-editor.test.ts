import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, startSandbox, tokenPath, type Sandbox } from '../../sandbox/index.ts'
import { sender } from '../sandbox/campaign-tour.ts'
import { write } from '../sandbox/client.ts'
import { axeFindings, closeBrowser, expectCount, withPage, type PageOptions } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'
import { enter, tabTo } from './keys.ts'

const PASSWORD = 'calm lanterns over harbour stones'

let homing: RunningHoming
let sandbox: Sandbox
let cookie = ''

beforeAll(async () => {
  sandbox = await startSandbox({
    world: lawFirm(31, { companies: 6, households: 4, unattached: 3 }),
    enforceLimits: false,
    now: Date.now(),
    // Its bulk jobs take their time: a minute of theirs passes in three seconds.
    speed: 20,
    ceiling: () => Infinity,
  })
  homing = await startHoming({
    ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host,
  })
  const made = await post('/api/setup', {
    firm: 'Harrowgate & Lindqvist',
    name: 'Jo Primary',
    email: 'jo@firm.example',
    password: PASSWORD,
  })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  const { accessToken, refreshToken } = sandbox.issueTokens()
  const connected = await post('/api/connections', {
    connector: 'constant-contact',
    settings: {
      apiUrl: `${sandbox.url}/v3`,
      authorizeUrl: `${sandbox.url}/oauth2/default/v1/authorize`,
      tokenUrl: sandbox.url + tokenPath,
      clientId: 'homing-sandbox',
      clientSecret: 'homing-sandbox-secret',
      accessToken,
      refreshToken,
    },
  })
  expect(connected.status).toBe(201)
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await sandbox?.close()
})

/** Services are told as being of another kind. */
const otherwise = (kind: object) => async (route: Route) => {
  const answer = await route.fetch()
  const told = (await answer.json()) as { items: { mailings: object | null }[] }
  for (const { mailings } of told.items) if (mailings !== null) Object.assign(mailings, kind)
  await route.fulfill({ response: answer, json: told })
}
const takesNoneBack = otherwise({ takesBack: false, takesAway: false })
const launches = otherwise({ isAtOnceOnly: true, takesBack: false })

/** What discarding the campaign is said to do. */
async function discarding(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Discard the campaign' }).click()
  const words = await page.getByRole('dialog').getByRole('paragraph').innerText()
  await page.keyboard.press('Escape')
  await expectCount(page.getByRole('dialog'), 0)
  return words
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(homing.url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', origin: homing.url },
    body: JSON.stringify(body),
  })
}

/** A page of the running Homing, signed in as the administrator. */
function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    const [name, value] = cookie.split('=') as [string, string]
    await page.context().addCookies([{ name, value, url: homing.url }])
    return use(page)
  })
}

const there = (name: string) =>
  sandbox.campaigns().filter((one) => one.name === name && one.removedAt === undefined)

test('a campaign is written and told by keys alone', async () => {
  await inside({}, async (page) => {
    await page.goto('/campaigns')
    await page.getByRole('link', { name: 'New campaign' }).waitFor()
    await enter(page, 'New campaign')
    await page.getByRole('textbox', { name: 'Name' }).waitFor()
    // The only field of the dialog has the focus already.
    await page.keyboard.type('Letter by keys')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Letter by keys' }).waitFor()
    for (const [field, words] of [
      ['Description', 'To all who asked'],
      ['Subject', 'What is new'],
      ['Sender name', 'Harrowgate Lindqvist LLP'],
      ['Sender address', sender],
      ['Reply address', sender],
    ] as const) {
      await tabTo(page, field)
      await page.keyboard.type(words)
    }
    await page.keyboard.press('Escape')
    const list = page.getByRole('checkbox').first()
    await tabTo(
      page,
      (await list.evaluate((box: HTMLInputElement) => box.labels![0]!.innerText)).trim(),
    )
    await page.keyboard.press('Space')
    await expect.poll(() => list.isChecked()).toBe(true)
    await page.getByText('all saved here').waitFor()
    await enter(page, 'Sync with Constant Contact')
    await page.getByText(/At Constant Contact: draft, read back .*, equal\./).waitFor()
    expect(there('Letter by keys')).toHaveLength(1)
  })
}, 120_000)

test('a campaign is written, told, tested, scheduled and taken back', async () => {
  await inside({}, async (page) => {
    await page.goto('/campaigns')
    await page.getByRole('link', { name: 'New campaign' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Autumn letter of ours')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Autumn letter of ours' }).waitFor()

    await page.getByRole('button', { name: 'Sync with Constant Contact' }).click()
    await page
      .getByRole('paragraph')
      .getByText(
        'Unable to create the external campaign for the following reason : '
          + 'Campaign description is required and has not been provided',
      )
      .waitFor()
    await page.getByLabel('Description').fill('To all who asked')
    await page.getByText('all saved here').waitFor()
    await page.getByRole('button', { name: 'Sync with Constant Contact' }).click()
    await page
      .getByRole('paragraph')
      .getByText(
        'Unable to create the external campaign for the following reason : '
          + 'Campaign subject is required and has not been provided',
      )
      .waitFor()
    expect(there('Autumn letter of ours')).toEqual([])

    await page.getByLabel('Subject').fill('What is new')
    await page.getByLabel('Sender name').fill('Harrowgate Lindqvist LLP')
    await page.getByRole('combobox', { name: 'Sender address' }).fill('somebody@elsewhere.example')
    await page.getByText('tells of no such sender').waitFor()
    await page.getByRole('combobox', { name: 'Sender address' }).fill(sender)
    await page.getByRole('combobox', { name: 'Reply address' }).fill(sender)
    await page.getByRole('combobox', { name: 'Reply address' }).press('Escape')
    await page.getByRole('checkbox').first().check()
    await page.getByText('all saved here').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.reload()
    await expect.poll(() => page.getByLabel('Subject').inputValue()).toBe('What is new')

    await page.getByRole('button', { name: 'Sync with Constant Contact' }).click()
    await page.getByText(/At Constant Contact: draft, read back .*, equal\./).waitFor()
    await page.getByText('Nothing is missing.').waitFor()
    expect(there('Autumn letter of ours')).toHaveLength(1)

    // What becomes of its draft there is said by what its service lets a program do.
    expect(await discarding(page)).toContain('its draft at Constant Contact is taken away')
    await page.route('**/api/connectors', takesNoneBack)
    await page.reload()
    expect(await discarding(page)).toContain('Constant Contact lets no program take a campaign')
    await page.unroute('**/api/connectors', takesNoneBack)
    await page.reload()

    await page.getByRole('button', { name: 'Send a test…' }).click()
    await page.getByRole('dialog').getByText('jo@firm.example').waitFor()
    await page.getByRole('button', { name: 'Send 1 test' }).dblclick()
    await page.getByText('Constant Contact sends the test to 1 address.').waitFor()
    expect(there('Autumn letter of ours')[0]!.testSends).toHaveLength(1)

    // A service that sends at once says so before anybody acts.
    await page.route('**/api/connectors', launches)
    await page.reload()
    await page.getByRole('button', { name: 'Send…' }).click()
    await page.getByText('sends it at once; nobody can call it back.').waitFor()
    await expectCount(page.getByLabel(/^Moment/), 0)
    await page.keyboard.press('Escape')
    await page.unroute('**/api/connectors', launches)
    await page.reload()

    await page.getByRole('button', { name: 'Schedule or send…' }).click()
    await page.getByLabel(/^Moment/).waitFor()
    await page.getByRole('button', { name: 'Schedule it' }).click()
    await page.getByText(/At Constant Contact: scheduled for .*, equal\./).waitFor()
    await page.getByText('This campaign is scheduled.').waitFor()
    await expect.poll(() => page.getByLabel('Subject').isDisabled()).toBe(true)

    // A service that takes none back is told so instead of being asked in vain.
    const takeBack = page.getByRole('button', { name: 'Take back the schedule' })
    await page.route('**/api/connectors', takesNoneBack)
    await page.reload()
    await page
      .getByText(/^Constant Contact lets nobody take back a schedule from outside/)
      .waitFor()
    await expectCount(takeBack, 0)
    await page.unroute('**/api/connectors', takesNoneBack)
    await page.reload()

    await takeBack.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back the schedule' }).click()
    await page.getByText('It is a draft at Constant Contact again.').waitFor()
    await expect.poll(() => page.getByLabel('Subject').isDisabled()).toBe(false)
  })
}, 120_000)

test('what is typed while the server is away is not lost, and told again it is saved', async () => {
  const made = await post('/api/campaigns', { name: 'Kept words', connectionId: 1 })
  const { campaignId } = (await made.json()) as { campaignId: number }
  await inside({ allowsFaults: true }, async (page) => {
    await page.goto(`/campaigns/${campaignId}/edit`)
    await page.getByLabel('Subject').waitFor()
    await page.route('**/draft', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    )
    await page.getByLabel('Subject').fill('Typed on a train')
    await page.getByText('not saved, kept in this tab').waitFor()
    await page.unroute('**/draft')
    await page.reload()
    await expect.poll(() => page.getByLabel('Subject').inputValue()).toBe('Typed on a train')
    await page.getByText('all saved here').waitFor()
    await page.reload()
    await expect.poll(() => page.getByLabel('Subject').inputValue()).toBe('Typed on a train')
  })
}, 90_000)

test('a campaign is meant for lists of the firm, whichever of many', async () => {
  const many = Array.from({ length: 201 }, (_, n) => `A ${n}`)
  await Promise.all(
    [...many, 'Zürich'].map((name) => post('/api/person-lists', { kind: 'static', name })),
  )
  const made = await post('/api/campaigns', { name: 'To a list of ours', connectionId: 1 })
  const { campaignId } = (await made.json()) as { campaignId: number }
  await inside({}, async (page) => {
    await page.goto(`/campaigns/${campaignId}/edit`)
    await page.getByRole('radio', { name: 'Lists and segments of ours' }).check()
    const everybody = page.getByRole('combobox', { name: 'Everybody on' })
    await everybody.click()
    await page.getByRole('option', { name: 'A 0', exact: true }).click()
    await everybody.fill('Zür')
    await page.getByRole('option', { name: 'Zürich' }).click()
    await page.keyboard.press('Escape')
    await page.getByText('all saved here').waitFor()
    expect(await axeFindings(page)).toEqual([])
    // Also that which is beyond those offered is called by its name when the page is loaded again.
    await page.reload()
    const main = page.locator('#main')
    await main.getByText('A 0', { exact: true }).waitFor()
    await main.getByText('Zürich', { exact: true }).waitFor()
    await expectCount(page.getByText(/^number \d+$/), 0)
  })
  const { whom } = await get(`/api/campaigns/${campaignId}/draft`)
  expect(whom).toMatchObject({ lists: [expect.any(Number), expect.any(Number)] })
}, 90_000)

async function get(path: string) {
  const answer = await fetch(homing.url + path, { headers: { cookie } })
  return (await answer.json()) as Record<string, never>
}

async function until(holds: () => Promise<boolean>) {
  for (let look = 0; look < 300; look++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('It did not come to that within a minute.')
}

test('strangers on its list are seen and taken off by the keyboard alone', async () => {
  const run = await post('/api/connections/1/runs?kinds=lists,contacts', {})
  const { id: runId } = (await run.json()) as { id: number }
  await until(
    async () => !['queued', 'running'].includes((await get(`/api/runs/${runId}`))['status']!),
  )
  const { lists, senders } = await get('/api/connections/1/mailing-choices')
  const [list] = lists! as { id: string; name: string }[]
  const [{ address }] = senders! as [{ address: string }]
  const made = await post('/api/campaigns', {
    ...{ name: 'Proved letter', connectionId: 1, description: 'To all', subject: 'New' },
    ...{ fromName: 'The firm', fromAddress: address, replyTo: address },
    lists: [{ id: list!.id, name: list!.name }],
  })
  const { campaignId } = (await made.json()) as { campaignId: number }
  const drafted = `/api/campaigns/${campaignId}/draft`
  expect((await post(`${drafted}/sync`, {})).status).toBe(202)
  await until(async () => (await get(drafted))['telling'] === 'idle')
  for (const email_address of ['odd.one@elsewhere.example', 'odd.two@elsewhere.example']) {
    const body = { email_address, list_memberships: [list!.id] }
    await write(sandbox, 'POST /v3/contacts/sign_up_form', body)
  }
  const at = new Date(Date.now() + 3 * 3_600_000).toISOString()
  const scheduled = await fetch(`${homing.url}${drafted}/schedule`, {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json', origin: homing.url },
    body: JSON.stringify({ at }),
  })
  expect(scheduled.status).toBe(202)
  await until(async () => String((await get(drafted))['outcome']).includes('not chosen here'))
  await inside({}, async (page) => {
    await page.goto(`/campaigns/${campaignId}?tab=audience`)
    await page.getByRole('button', { name: '2 strangers on its lists' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('cell', { name: 'odd.one@elsewhere.example' }).last().waitFor()
    await page.getByRole('cell', { name: 'odd.two@elsewhere.example' }).last().waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Take 2 off its lists' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('stay subscribed there').waitFor()
    await dialog.getByRole('button', { name: 'Take 2 off its lists' }).focus()
    await page.keyboard.press('Enter')
    await until(async () => (await get(drafted))['status'] === 'scheduled')
    await page
      .getByRole('button', { name: 'strangers on its lists' })
      .waitFor({ state: 'detached' })
  })
  const { proof } = await get(`/api/campaigns/${campaignId}/audience`)
  expect(proof).toMatchObject({ strangers: 0, barred: 0 })
  const csv = await fetch(`${homing.url}/api/campaigns/${campaignId}/audience.csv`, {
    headers: { cookie },
  })
  const lines = (await csv.text()).trim().split('\n')
  expect(lines).toHaveLength(1 + (proof! as { chosen: number }).chosen)
}, 180_000)

/** What a mail may hold to get out of its frame, or to tell that somebody looks. */
const HOSTILE = [
  '<script>window.top.document.title = "out"</script>',
  '<img src="x" onerror="parent.document.title = \'out\'">',
  '<svg onload="parent.document.title = \'out\'"></svg>',
  '<a href="javascript:parent.document.title=1" id="go">go</a>',
  '<iframe srcdoc="<script>top.document.title = 1</script>"></iframe>',
  '<iframe src="https://tracker.example/frame"></iframe>',
  '<img src="https://tracker.example/pixel.gif">',
  '<style>@import url("https://tracker.example/a.css"); body { background: url("https://tracker.example/b.png") }</style>',
  '<link rel="stylesheet" href="https://tracker.example/c.css">',
  '<meta http-equiv="refresh" content="0;url=https://tracker.example/d">',
  '<form action="https://tracker.example/e"><input name="x"></form><base href="https://tracker.example/">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<object data="https://tracker.example/f"></object><embed src="https://tracker.example/g">',
  '</html><script>top.location = "https://tracker.example/h"</script>',
]

test('no mail gets out of its preview, and none tells that somebody looks', async () => {
  const html = `<html><body><p>Harmless words</p>${HOSTILE.join('\n')}</body></html>`
  const made = await post('/api/campaigns', { name: 'Hostile', connectionId: 1, html })
  const { campaignId } = (await made.json()) as { campaignId: number }
  await inside({ allowsFaults: true }, async (page) => {
    const asked: string[] = []
    // A request that the page's own policy stops never comes here.
    await page.route('https://tracker.example/**', (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    page.on('dialog', (dialog) => {
      asked.push('a dialog')
      void dialog.dismiss()
    })
    await page.goto(`/campaigns/${campaignId}/edit`)
    await page.getByText('Preview', { exact: true }).click()
    const frame = page.frameLocator('iframe[title="The mail as it looks"]')
    await frame.getByText('Harmless words').waitFor()
    await page.waitForTimeout(500)
    expect(await page.getByTitle('The mail as it looks').getAttribute('sandbox')).toBe('')
    expect(asked).toEqual([])
    expect(await page.title()).toBe('Hostile · Homing')
    expect(page.url()).toBe(`${homing.url}/campaigns/${campaignId}/edit`)
  })
}, 90_000)
