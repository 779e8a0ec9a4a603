import { afterAll, describe, expect, test } from 'vitest'
import { needs } from '../../src/web/home/needs.ts'
import { closeBrowser, expectCount, settled } from './browser.ts'
import { expectClean, SIZES } from './every-screen.ts'
import { inWorld } from './feedback-page.ts'
import { connection, emptyWorld, fullWorld, run } from './feedback-world.ts'

afterAll(closeBrowser)

test('what needs somebody: a failed run only while no better one followed', () => {
  const healthy = { ...connection(), health: null }
  const of = {
    alarms: [],
    connections: [healthy],
    runs: [],
    openProblems: 0,
    openDoubts: 0,
  }
  expect(needs({ ...of, runs: [run(3, 'done'), run(2, 'failed')] })).toEqual([])
  const runs = [run(4, 'running'), run(3, 'failed'), run(2, 'done')]
  const failing = needs({ ...of, runs, openProblems: 2 })
  expect(failing.map(({ door }) => door)).toEqual([{ to: 'run', runId: 3 }, { to: 'problems' }])
  const connections = [{ ...healthy, status: 'needs_reauthorisation' as const }]
  const ill = needs({ ...of, connections })
  expect(ill[0]?.title).toBe('Constant Contact: needs authorisation again')
})

test('alarms come first, the gravest of them before the others, and nothing is told twice', () => {
  const { alarms } = fullWorld()
  const runs = [run(3, 'failed')]
  const list = needs({ alarms, connections: [connection()], runs, openProblems: 1, openDoubts: 9 })
  expect(list.map(({ door }) => door)).toEqual([
    { to: 'connection', connectionId: 1 },
    { to: 'campaign', campaignId: 1 },
    { to: 'connection', connectionId: 1, tab: 'health' },
    { to: 'problems' },
    { to: 'optOuts' },
  ])
  expect(list.at(-1)?.title).toBe('9 opt-outs to look at')
  const none = { openProblems: 0, openDoubts: 0 }
  const refused = { ...alarms[1]!, rule: 'grant_refused' }
  const lost = { ...connection(), status: 'needs_reauthorisation' as const }
  const told = needs({ alarms: [refused], connections: [lost], runs: [], ...none })
  expect(told.map(({ key }) => key)).toEqual([`alarm-${refused.id}`])
  const many = Array.from({ length: 7 }, (_, id) => ({ ...alarms[0]!, id }))
  const last = needs({ alarms: many, connections: [], runs: [], ...none }).at(-1)
  expect(last).toMatchObject({ title: '2 more alarms', door: { to: 'alarms' } })
})

test('what could not be asked is told, and nothing is said to need nobody before all is known', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    let isBroken = true
    await page.route('**/api/pushes?*', (route) =>
      isBroken ? route.fulfill({ status: 500, body: 'broken' }) : route.fallback(),
    )
    await page.goto('/')
    const panel = page.locator('section', { hasText: 'Needs you today' })
    const again = panel.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await expectCount(panel.getByText('Nothing: everything came home'), 0)
    isBroken = false
    await again.click()
    await expectCount(again, 0)
  })
})

test('nothing of home moves when its pieces arrive one after another, seconds late', async () => {
  const late = (path: string) => 3_000 + ([...path].length % 6) * 150
  for (const width of ['phone', 'laptop', 'wide'] as const) {
    await inWorld(fullWorld(), { width }, async (page) => {
      await page.route('**/api/**', async (route) => {
        const { pathname } = new URL(route.request().url())
        if (!pathname.includes('session')) {
          await new Promise((go) => setTimeout(go, late(pathname)))
        }
        await route.fallback()
      })
      await page.addInitScript(watchShifts)
      await page.goto('/')
      await page.getByRole('heading', { name: 'People' }).waitFor()
      await settled(page)
      expect(await page.evaluate('window.shifts'), width).toEqual([])
    })
  }
}, 90_000)

/** Keeps what the browser says has moved without anybody's doing: what, from where to where. */
function watchShifts() {
  const shifts: string[] = []
  Object.assign(window, { shifts })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as Shift[]) {
      for (const { node, previousRect, currentRect } of entry.sources) {
        const words = (node?.textContent ?? '').slice(0, 40)
        shifts.push(`${words}: ${previousRect.top} to ${currentRect.top}`)
      }
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

interface Shift {
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
}

test('a new firm sees its two steps, each leading on', async () => {
  await inWorld(emptyWorld(), {}, async (page) => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Two steps, and the news comes home' }).waitFor()
    await expectCount(page.getByRole('img', { name: 'to do' }), 2)
    expect(await page.getByRole('link', { name: 'Import people' }).getAttribute('href')).toBe(
      '/imports',
    )
    const crm = page.getByRole('link', { name: 'Connect a CRM' })
    expect(await crm.getAttribute('href')).toBe('/connections/new')
    await page.getByRole('link', { name: 'Connect an e-mail service' }).click()
    await page.getByLabel(/Client id/).waitFor()
  })
})

test('home leads to what is wrong and to the people behind each total', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: '3 records need somebody' }).waitFor()
    expect(await page.getByRole('link', { name: 'Opted out 31' }).getAttribute('href')).toBe(
      '/people?state=opted_out',
    )
    await page.getByRole('link', { name: 'Constant Contact: needs a look' }).click()
    await page.getByRole('list', { name: 'Checks' }).waitFor()
  })
})

test('home tells what will be lost, with days left, and what has gone silent', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto('/')
    await page.getByText('10 days left').waitFor()
    await page.getByText(/Constant Contact probably keeps it until/).waitFor()
    await page.getByText('Late', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Alarms: 2 are open' }).click()
    await page.getByRole('heading', { level: 1, name: 'Alarms' }).waitFor()
    await expectCount(page.getByRole('list', { name: 'Alarms' }).getByRole('listitem'), 2)
  })
})

test('an alarm is silenced for a while, and heard of again', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/alarms')
    await page.getByRole('button', { name: 'Silence “Feedback will be lost”' }).click()
    await page.getByRole('menuitem', { name: 'Silence for a week' }).click()
    await page.getByText('Feedback will be lost').waitFor({ state: 'detached' })
    await page.getByText('Silenced', { exact: true }).click()
    await page.getByText(/silenced by Ada Example until/).waitFor()
    await page.getByRole('button', { name: 'Hear of it again' }).click()
    await page.getByText('Nothing is silenced').waitFor()
    expect(world.alarms.every(({ state }) => state === 'open')).toBe(true)
  })
})

test('whoever may not sync reads alarms but does not silence them', async () => {
  await inWorld({ ...fullWorld(), permissions: ['see'] }, {}, async (page) => {
    await page.goto('/alarms')
    await page.getByText('Feedback will be lost').waitFor()
    await expectCount(page.getByRole('button', { name: /^Silence/ }), 0)
  })
})

test('one chooses what one is sent; without a mail server it says that e-mail is off', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/settings/notifications')
    await page.getByRole('radio', { name: 'Once a day' }).check()
    await page.getByText('Your choice is kept.').waitFor()
    expect(world.email).toBe('daily')
    await page.getByRole('button', { name: 'Send me a test mail' }).click()
    await page.getByText('Waiting', { exact: true }).waitFor()
    world.isMailOn = false
    await page.reload()
    await page.getByText('E-mail is off').waitFor()
    await page.getByRole('radio', { name: 'Once a day', disabled: true }).waitFor()
  })
})

test('a webhook is added, its secret shown this once, tested, and its deliveries listed', async () => {
  const world = fullWorld()
  await inWorld(world, {}, async (page) => {
    await page.goto('/settings/webhooks')
    await page.getByText(/Mend the receiver, then resume it/).waitFor()
    await page.getByRole('button', { name: 'Add a webhook…' }).click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByRole('button', { name: 'Add the webhook' }).click()
    await dialogue.getByText('Say where the messages go.').waitFor()
    await dialogue.getByLabel(/Address/).fill('https://listener.example.com/hook')
    await dialogue.getByRole('checkbox', { name: 'Somebody opted out' }).check()
    await dialogue.getByRole('button', { name: 'Add the webhook' }).click()
    await dialogue.getByText('whsec_c2VjcmV0').waitFor()
    await dialogue.getByRole('button', { name: 'I have kept it' }).click()
    await expectCount(page.getByText('whsec_c2VjcmV0'), 0)
    const card = page.getByRole('article', { name: 'listener.example.com' })
    await card.getByText('Told of: Alarms; Consent: somebody opted out.').waitFor()
    await card.getByRole('button', { name: 'Show the deliveries' }).click()
    await card.getByText('Nothing was sent yet').waitFor()
    await card.getByRole('button', { name: 'Send a test' }).click()
    await card.getByRole('table').getByText('homing.test').waitFor()
  })
})

test('a webhook gets other news, a new secret, and is told again', async () => {
  const world = fullWorld()
  world.webhooks[0]!.status = 'active'
  await inWorld(world, {}, async (page) => {
    await page.goto('/settings/webhooks')
    const card = page.getByRole('article', { name: 'Chat of the operators' })
    await card.getByText(/18,230 delivered, 1,412 waiting, 24 of them tried in vain/).waitFor()
    await card.getByRole('button', { name: 'Change…' }).click()
    const dialogue = page.getByRole('dialog')
    for (const name of ['Clicked', 'Bounced']) {
      await dialogue.getByRole('checkbox', { name }).uncheck()
    }
    await dialogue.getByRole('button', { name: 'Keep the changes' }).click()
    await card.getByText('Told of: Alarms.').waitFor()
    await card.getByRole('button', { name: 'New secret…' }).click()
    await dialogue.getByRole('button', { name: 'Make a new secret' }).click()
    await dialogue.getByText('whsec_bmV3ZXI=').waitFor()
    await dialogue.getByRole('button', { name: 'I have kept it' }).click()
    await expectCount(page.getByText('whsec_bmV3ZXI='), 0)
    await card.getByText(/Its former secret signs too/).waitFor()
    await card.getByRole('button', { name: 'Tell again…' }).click()
    await dialogue.getByLabel(/Since/).fill('2026-05-03T09:00')
    await page.keyboard.press('Enter')
    await page.getByText('1,204 messages will be told once more.').waitFor()
  })
})

const SCREENS = [
  '/',
  '/alarms',
  '/alarms?state=over',
  '/settings/notifications',
  '/settings/webhooks',
  '/campaigns',
  '/campaigns/3',
  '/campaigns/3?tab=log&figure=clicks',
  '/campaigns/3?tab=recipients',
  '/campaigns/3?tab=links',
  '/connections',
  '/connections/new',
  '/connections/1',
  '/connections/1?tab=health',
  '/connections/1?tab=settings',
  '/runs/2',
  '/problems',
  '/receipts',
  '/receipts?connectionId=1',
  '/receipts/31',
  '/events/1777798800000000_-77_1',
]
const EMPTY_SCREENS = [
  '/',
  '/alarms',
  '/settings/webhooks',
  '/campaigns',
  '/connections',
  '/problems',
  '/receipts',
]

describe('every screen', () => {
  test.each(SIZES)(
    'on a %s in %s is clean to axe and no wider than the page',
    async (width, scheme) => {
      for (const [world, paths] of [
        [fullWorld(), SCREENS],
        [emptyWorld(), EMPTY_SCREENS],
      ] as const) {
        await inWorld(world, { width, scheme }, (page) =>
          expectClean(page, paths, width === 'laptop'),
        )
      }
    },
    120_000,
  )
})
