import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  inBothSchemes,
  settled,
  widerBy,
  type PageOptions,
} from './browser.ts'
import { CONNECTOR, WORKS } from './feedback-answers.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld, type FeedbackWorld } from './feedback-world.ts'
import { enter, tabTo } from './keys.ts'

afterAll(closeBrowser)

const AT = '2026-05-20T09:00:00.000Z'
const WORDS: Record<string, string | null> = {
  sent: 'targeted',
  open: 'viewed',
  click: 'link',
  forward: null,
  bounce: 'send error',
  opt_out: 'removed',
  complaint: 'removed',
}

/** What a CRM is told of, as the API tells it; a test changes it. */
function crm() {
  return {
    canBeTold: true,
    isOn: true,
    since: '2026-02-01T00:00:00.000Z',
    kinds: Object.entries(WORDS).map(([kind, word]) => ({ kind, word, isOn: true })),
    rules: ['Each campaign is made at the CRM once its sending begins.'],
    ...{ told: 1_512, waiting: 0, failed: 2, campaigns: 3, campaignsFailed: 0 },
    lastToldAt: AT as string | null,
    ...{ isDue: false, pausedUntil: null as string | null, fault: '', faultWho: null },
  }
}

const campaign = (id: number, name: string, more: object = {}) => ({
  ...{ campaignId: id, name, sentAt: AT, status: 'open', outcome: '', whoMustAct: null },
  ...{
    remoteId: `K${id}`,
    openedAt: AT,
    isLinked: false,
    linkName: '',
    recipients: 1_520,
    told: 1_512,
    waiting: 0,
  },
  ...{ failed: 2, unknown: 6 },
  ...more,
})

const target = (id: number, more: object = {}) => ({
  ...{ addressId: id, address: `person${id}@example.com`, personId: id, person: `Ann ${id}` },
  ...{ status: 'told', module: 'Contacts', recordId: `c${id}`, toldAt: AT, outcome: '' },
  activities: [
    { kind: 'sent', count: 1, told: 1 },
    { kind: 'open', count: 3, told: 3 },
  ],
  ...{ whoMustAct: null, nextTryAt: null },
  ...more,
})

const REFUSED = 'The record is locked by a workflow of the CRM.'

interface Stage {
  told: ReturnType<typeof crm>
  campaigns: object[]
  /** Requests that change something, as "PATCH {…}". */
  asked: string[]
}

const stage = (): Stage => ({
  told: crm(),
  campaigns: [
    campaign(3, 'Autumn seminar'),
    campaign(2, 'Client letter on the new inheritance rules, for the families of the county', {
      ...{ status: 'failed', outcome: 'The CRM refuses a campaign of that name.' },
      ...{ whoMustAct: 'you', told: 0, failed: 0, unknown: 1_520 },
    }),
  ],
  asked: [],
})

function on(
  at: Stage,
  options: PageOptions & { world?: FeedbackWorld },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { world = fullWorld(), ...rest } = options
  return inWorld(world, rest, async (page) => {
    const part = { name: 'activities', title: 'Told what targets did', ...WORKS }
    const json = { items: [{ ...CONNECTOR, capabilities: [...CONNECTOR.capabilities, part] }] }
    await page.route('**/api/connectors', (route) => route.fulfill({ json }))
    await page.route('**/api/connections/1/activities', (route) => {
      const request = route.request()
      if (request.method() === 'PATCH') {
        at.asked.push(`PATCH ${request.postData()}`)
        const { offKinds, ...more } = request.postDataJSON() as { offKinds?: string[] }
        Object.assign(at.told, more)
        for (const one of at.told.kinds) one.isOn = !(offKinds ?? []).includes(one.kind)
      }
      return route.fulfill({ json: at.told })
    })
    await page.route(/\/activities\/campaigns(\?|$)/, (route) =>
      route.fulfill({ json: { items: at.campaigns, next: null } }),
    )
    await page.route(/\/activities\/campaigns\/3\/targets/, (route) => {
      const status = new URL(route.request().url()).searchParams.get('status')
      const failed = { status: 'failed', outcome: REFUSED, whoMustAct: 'you', toldAt: null }
      const items =
        status === 'failed'
          ? [target(1, failed), target(2, failed)]
          : Array.from({ length: status === 'told' ? 40 : 0 }, (_, n) => target(n + 10))
      return route.fulfill({ json: { items, next: null } })
    })
    await page.route('**/api/connections/1/activities/retry', (route) => {
      at.asked.push(`POST ${route.request().postData()}`)
      Object.assign(at.told, { failed: 0, waiting: 2, isDue: true })
      return route.fulfill({ json: { asked: 2 } })
    })
    await page.goto('/connections/1?tab=activities')
    await use(page)
  })
}

async function clean(page: Page, what: string): Promise<void> {
  await settled(page)
  expect((await axeFindings(page)).join('\n'), what).toBe('')
  const over = await widerBy(page)
  expect(over, what).toBeLessThanOrEqual(0)
  const shots = process.env['SCREENSHOTS']
  if (shots) {
    await page.screenshot({ path: `${shots}/${what.replaceAll(' ', '-')}.png`, fullPage: true })
  }
}

test('what was not taken is found with its reason, and told again, by keys alone', async () => {
  const at = stage()
  await on(at, {}, async (page) => {
    await page.getByText('did not take 2 targets').waitFor()
    await clean(page, 'activities on a laptop')
    await enter(page, 'Autumn seminar')
    await page.getByText(REFUSED).first().waitFor()
    await expectCount(page.getByText(REFUSED), 2)
    await clean(page, 'activities targets on a laptop')
    await enter(page, 'Back to all campaigns', 'Shift+Tab')
    await page.getByText('did not take 2 targets').waitFor()
    await enter(page, 'Tell them again')
    await page.getByText('nothing is there twice').waitFor()
    await enter(page, 'Tell them again')
    await page.getByText('2 are told again.').waitFor()
    expect(at.asked).toEqual(['POST {}'])
    await page.getByText('Telling Constant Contact what targets did').waitFor()
  })
})

test('a kind is switched off, and a day is chosen; what has no place cannot be', async () => {
  const at = stage()
  await on(at, {}, async (page) => {
    expect(await page.getByRole('checkbox', { name: 'Forwards' }).isDisabled()).toBe(true)
    await tabTo(page, 'Opens')
    await page.keyboard.press('Space')
    await page.getByText('Saved.').first().waitFor()
    const day = page.getByLabel('Campaigns sent since')
    await expect.poll(() => day.isEnabled()).toBe(true)
    await day.fill('2026-03-01')
    await day.blur()
    await expect
      .poll(() => at.asked)
      .toEqual(['PATCH {"offKinds":["open"]}', 'PATCH {"since":"2026-03-01T00:00:00Z"}'])
  })
})

test('whoever may not manage connections sees it and changes nothing', async () => {
  const world = { ...fullWorld(), permissions: ['see'] }
  await on(stage(), { world }, async (page) => {
    await page.getByText('An administrator chooses what is told.').waitFor()
    await expectCount(page.getByRole('button', { name: 'Tell them again' }), 0)
    const kinds = page.getByRole('group', { name: 'Kinds of activities' })
    await expectCount(kinds.locator('input:not([disabled])'), 0)
  })
})

test('before anything was told, it says what will be', async () => {
  const at = stage()
  at.campaigns = []
  Object.assign(at.told, { told: 0, failed: 0, campaigns: 0, lastToldAt: null })
  await on(at, {}, async (page) => {
    await page.getByText('Nothing was told yet').waitFor()
    await clean(page, 'activities with nothing')
  })
})

test.each(['phone', 'wide'] as const)('the page is clean on a %s', async (width) => {
  const at = stage()
  Object.assign(at.told, {
    ...{ isDue: true, waiting: 420, pausedUntil: '2026-05-20T12:30:00.000Z' },
    ...{ fault: 'The CRM answers too slowly.', faultWho: 'vendor' },
  })
  await on(at, { width }, async (page) => {
    const look = (name: string) =>
      inBothSchemes(page, (scheme) => clean(page, `${name} ${width} ${scheme}`))
    await page.getByText('The CRM answers too slowly').waitFor()
    await look('activities')
    await page.getByRole('button', { name: 'Autumn seminar' }).click()
    await page.getByText('Told 1,512').click()
    await page.getByText('person20@example.com').waitFor()
    await look('activities targets')
  })
})

const FIGURES = {
  canBeTold: true,
  rule: 'OpenCRM keeps them in custom fields of a person.',
  modules: [
    { id: 'company', title: 'Companies' },
    { id: 'contact', title: 'Contacts' },
    { id: 'lead', title: 'Leads' },
  ],
  fields: { contact: { opens: 'cf_101', last_open: 'cf_102' } } as Record<string, object>,
  ...{ told: 1_204, waiting: 3, failed: 0, lastToldAt: AT, fault: '' },
}

test('fields for figures are chosen among those that fit, and saved at once', async () => {
  const at = stage()
  const fields = (module: string, first: number) =>
    (['numbers', 'moments', 'blank', 'words'] as const).map((holds, n) => {
      return { module, name: `cf_${first + n}`, holds }
    })
  const items = [...fields('company', 301), ...fields('contact', 101), ...fields('lead', 201)]
  let told = FIGURES
  const ready = (page: Page) =>
    Promise.all([
      page.route('**/activities/figures/fields', (route) => route.fulfill({ json: { items } })),
      page.route('**/activities/figures', (route) => {
        const request = route.request()
        if (request.method() === 'PUT') {
          at.asked.push(`PUT ${request.postData()}`)
          told = { ...told, ...(request.postDataJSON() as Pick<typeof told, 'fields'>) }
        }
        return route.fulfill({ json: told })
      }),
    ])
  await on(at, {}, async (page) => {
    await ready(page)
    await page.reload()
    await page.getByText('Contacts: 2 fields').waitFor()
    await clean(page, 'figures on a laptop')
    await enter(page, 'Choose fields of Constant Contact')
    const bounced = page.getByRole('combobox', { name: 'Bounced (1 or 0) of Contacts' })
    await bounced.click()
    // What holds texts or dates is not offered, nor what is chosen already.
    await expectCount(page.getByRole('option'), 1)
    await page.getByRole('option', { name: 'cf_103' }).click()
    await clean(page, 'choosing figures on a laptop')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Contacts: 3 fields').waitFor()
  })
  const [saved] = at.asked
  expect(JSON.parse(saved!.replace('PUT ', ''))).toEqual({
    fields: { contact: { opens: 'cf_101', last_open: 'cf_102', bounced: 'cf_103' } },
  })
  if (!process.env['SCREENSHOTS']) return
  const looks: [string, PageOptions][] = [
    ['on a phone in the dark', { width: 'phone', scheme: 'dark' }],
    ['on a wide screen in the dark', { width: 'wide', scheme: 'dark' }],
  ]
  for (const [look, options] of looks) {
    await on(at, options, async (page) => {
      await ready(page)
      await page.reload()
      await page.getByRole('button', { name: /^Choose fields/ }).click()
      await page.getByRole('combobox').first().waitFor()
      await clean(page, `choosing figures ${look}`)
    })
  }
})
