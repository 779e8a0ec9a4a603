import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { audienceProof } from '../../src/api/contract/index.ts'
import { axeFindings, closeBrowser, settled, widerBy, type PageOptions } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'
import { enter } from './keys.ts'

type Proof = z.output<typeof audienceProof>

afterAll(closeBrowser)

const AT = '2026-05-03T09:00:00.000Z'
const held: Proof = {
  ...{ source: 'own_lists', step: 'compared', frozenAt: AT, readAt: AT, chosen: 4, intended: 4 },
  counts: [{ fate: 'awaits', reason: '', sentence: 'Not sent yet.', count: 4 }],
  ...{ barred: 0, strangers: 2, strangersSent: 0, allowed: null, pushId: null, takenBack: '' },
  ...{ look: 'second', lookAgainAt: AT, listRemovedAt: null, listKept: '' },
  policy: { holdStrangers: true, holdMissing: false, holdUnlooked: true, keepLists: false },
}
const outcome =
  'The second look, right before it was to be sent, holds it. '
  + '2 contacts on its lists at Constant Contact were not chosen here.'
const draft = {
  ...{ campaignId: 3, name: 'A letter', description: '', subject: '', preheader: '', html: '' },
  ...{ fromName: '', fromAddress: '', replyTo: '', connection: null, fields: {}, lists: [] },
  ...{ whom: null, version: 1, status: 'draft', wish: 'scheduled', sendAt: AT, outcome },
  ...{ telling: 'waiting', remedy: 'Its audience shows who it is, and what can be done.' },
  ...{ toldVersion: 1, heldAt: AT, heldStatus: 'draft', heldSendAt: null, differences: [] },
  ...{ lacks: [], sendingLacks: [], tags: [], closed: null, madeBy: 'Jo', changedBy: 'Jo' },
  changedAt: AT,
}

function on(proof: Proof, options: PageOptions, use: (page: Page, asked: unknown[]) => unknown) {
  const asked: unknown[] = []
  return inWorld(fullWorld(), options, async (page) => {
    await page.route('**/api/campaigns/3/audience', (route) => route.fulfill({ json: { proof } }))
    await page.route('**/api/campaigns/3/audience/people*', (route) =>
      route.fulfill({ json: { items: [], next: null } }),
    )
    await page.route('**/api/campaigns/3/draft', (route) => route.fulfill({ json: draft }))
    await page.route('**/api/audience-policy', (route) => {
      const change = route.request().postDataJSON() as Partial<Proof['policy']>
      asked.push(change)
      Object.assign(proof.policy, change)
      return route.fulfill({ json: proof.policy })
    })
    await page.goto('/campaigns/3?tab=audience')
    await page.getByRole('group', { name: 'Audience proof' }).waitFor()
    await use(page, asked)
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

test('a held page says which look holds it, and what can be done', async () => {
  await on({ ...held }, {}, async (page) => {
    await page.getByText('Held by the second look').waitFor()
    await page.getByText(outcome).waitFor()
    await page.getByText('right before it was to be sent', { exact: false }).last().waitFor()
    await page.getByRole('button', { name: 'Take 2 off its lists' }).waitFor()
    await clean(page, 'held by the second look')
  })
  await on({ ...held, look: 'missed' }, {}, async (page) => {
    await page.getByText('The second look was missed').waitFor()
    await page.getByText('and not again in time', { exact: false }).waitFor()
  })
  await on({ ...held, look: 'first' }, {}, async (page) => {
    await page.getByText('Held by the first look').waitFor()
    await page.getByText('to be read again', { exact: false }).waitFor()
  })
})

test('what a look that was missed does, and whether lists are kept, is chosen by keys', async () => {
  await on({ ...held, policy: { ...held.policy } }, {}, async (page, asked) => {
    const label = 'It is held where its lists cannot be read again right before it is sent'
    await page.getByRole('checkbox', { name: label }).focus()
    await page.keyboard.press('Space')
    await expect.poll(() => asked.length).toBe(1)
    expect(asked[0]).toMatchObject({ holdUnlooked: false, holdStrangers: true })
    const keeps = 'Lists made for campaigns stay at the service after they were sent'
    await page.getByRole('checkbox', { name: keeps, disabled: false }).focus()
    await page.keyboard.press('Space')
    await expect.poll(() => asked.length).toBe(2)
    expect(asked[1]).toMatchObject({ holdUnlooked: false, keepLists: true })
    await enter(page, 'Compare again')
  })
})

test.each([
  ['phone', 'dark'],
  ['wide', 'light'],
] as const)('is clean on a %s in %s, however much it says', async (width, scheme) => {
  const listKept = 'It holds others than the campaign was meant for.'
  const much = { ...held, strangers: 1_234_567, listKept, look: 'missed' as const }
  await on(much, { width, scheme }, async (page) => {
    await page.getByText(listKept, { exact: false }).waitFor()
    await clean(page, `audience ${width} ${scheme}`)
  })
})
