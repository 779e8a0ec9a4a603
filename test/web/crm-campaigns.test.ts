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
import { inWorld } from './feedback-page.ts'
import { fullWorld, type FeedbackWorld } from './feedback-world.ts'
import { enter, tabTo } from './keys.ts'

afterAll(closeBrowser)

const LONG =
  'Roadshow of the private client practice through all the counties, with a reply card and dinner'

/** How the campaign stands with the firm's CRM; a test changes it. */
function standing(more: object = {}) {
  return {
    ...{ connectionId: 2, connection: 'The CRM', title: 'SuiteCRM', isOn: true, canChoose: true },
    ...{ isLinked: false, remoteId: '', linkName: '', status: 'none', outcome: '', told: 0 },
    stays: null as string | null,
    ...more,
  }
}

const found = (count: number) => ({
  items: Array.from({ length: count }, (_, n) => ({
    id: `k${n}`,
    name: n === 0 ? 'Spring fair' : `${LONG} ${n}`,
    ...{ day: n % 2 === 0 ? '2026-05-20' : null, status: n % 3 === 0 ? 'Planning' : '' },
  })),
  hasMore: count === 25,
})

interface Stage {
  one: ReturnType<typeof standing>
  /** What was asked of the CRM and of Homing, as "GET words" and "PUT {…}". */
  asked: string[]
}

function on(
  at: Stage,
  options: PageOptions & { world?: FeedbackWorld },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { world = fullWorld(), ...rest } = options
  return inWorld(world, rest, async (page) => {
    await page.route('**/api/campaigns/*/crms', (route) =>
      route.fulfill({ json: { items: [at.one] } }),
    )
    await page.route(/\/activities\/found(\?|$)/, (route) => {
      const words = new URL(route.request().url()).searchParams.get('words') ?? ''
      at.asked.push(`GET ${words}`)
      return route.fulfill({ json: words === 'nothing' ? found(0) : found(words === '' ? 25 : 1) })
    })
    await page.route('**/activities/campaigns/*/link', (route) => {
      at.asked.push(`PUT ${route.request().postData()}`)
      Object.assign(at.one, { isLinked: true, remoteId: 'k0', linkName: 'Spring fair' })
      return route.fulfill({ json: at.one })
    })
    await page.goto('/campaigns/3')
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

test('a campaign of the CRM is looked for and chosen, by keys alone', async () => {
  const at: Stage = { one: standing(), asked: [] }
  await on(at, {}, async (page) => {
    await page.getByText('A campaign is made at SuiteCRM once its sending begins.').waitFor()
    await enter(page, 'Choose a campaign of SuiteCRM')
    await page.getByText('There are more: say more of the name.').waitFor()
    await tabTo(page, 'Words in its name')
    await page.keyboard.type('nothing')
    await page.keyboard.press('Enter')
    await page.getByText('SuiteCRM has no campaign with these words').waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('spring')
    await page.keyboard.press('Enter')
    await expectCount(page.getByRole('dialog').getByRole('radio'), 2)
    await tabTo(page, 'One that Homing makes at SuiteCRM')
    await page.keyboard.press('ArrowDown')
    await enter(page, 'Choose it')
    await page.getByText('SuiteCRM’s campaign “Spring fair” is told of it once').waitFor()
    expect(at.asked).toEqual(['GET ', 'GET nothing', 'GET spring', 'PUT {"remoteId":"k0"}'])
    await page.getByRole('button', { name: 'Choose another' }).waitFor()
  })
})

test('after something was told, what stays there is said before', async () => {
  const stays = 'SuiteCRM keeps the campaign it was told of, with what 1512 recipients did.'
  const more = { status: 'open', remoteId: 'm1', told: 1_512, stays }
  const at: Stage = { one: standing(more), asked: [] }
  await on(at, {}, async (page) => {
    await page.getByText('A campaign was made at SuiteCRM for it. 1,512 recipients').waitFor()
    await page.getByRole('button', { name: 'Choose a campaign of SuiteCRM' }).click()
    await page.getByText('Spring fair').waitFor()
    await expectCount(page.getByText(stays), 0)
    await page.getByRole('radio', { name: 'Spring fair' }).click()
    await page.getByText(stays).waitFor()
    await page.getByRole('button', { name: 'Tell all to this one' }).click()
    await page.getByText('SuiteCRM’s campaign “Spring fair” is told of it').waitFor()
    expect(at.asked.at(-1)).toBe('PUT {"remoteId":"k0","isAgain":true}')
  })
})

test('whoever may not edit campaigns sees it and chooses nothing', async () => {
  const world = { ...fullWorld(), permissions: ['see'] }
  await on({ one: standing(), asked: [] }, { world }, async (page) => {
    await page.getByText('A campaign is made at SuiteCRM once its sending begins.').waitFor()
    await expectCount(page.getByRole('button', { name: /Choose a campaign/ }), 0)
  })
})

test.each(['phone', 'laptop', 'wide'] as const)('the choice is clean on a %s', async (width) => {
  const more = { isLinked: true, remoteId: 'k99', linkName: LONG, status: 'failed' }
  const outcome = 'The campaign was deleted at SuiteCRM.'
  const at: Stage = { one: standing({ ...more, outcome }), asked: [] }
  await on(at, { width }, async (page) => {
    const look = (name: string) =>
      inBothSchemes(page, (scheme) => clean(page, `${name} ${width} ${scheme}`))
    await page.getByText(outcome).waitFor()
    await look('crm campaign')
    await page.getByRole('button', { name: 'Choose another' }).click()
    await page.getByText('There are more').waitFor()
    await look('crm campaign choice')
  })
})
