import { afterAll, expect, test } from 'vitest'
import { leadsSomewhere } from '../../src/web/shell/addresses.ts'
import { closeBrowser } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

afterAll(closeBrowser)

test.each([
  [{}, true],
  [{ campaignId: '7' }, true],
  [{ campaignId: 'abc' }, false],
  [{ campaignId: '0' }, false],
  [{ campaignId: '-1' }, false],
  [{ campaignId: '1.5' }, false],
  [{ campaignId: '1e3' }, false],
  [{ campaignId: '2147483647' }, true],
  [{ campaignId: '2147483648' }, false],
  [{ campaignId: undefined }, false],
  [{ viewId: '12' }, true],
  [{ viewId: 'opt-outs-of-last' }, true],
  [{ viewId: 'A B' }, false],
  [{ eventId: '1777798800000000_-81234_17' }, true],
  [{ _splat: 'any/where', '*': 'any/where' }, true],
])('%j: %s', (params, leads) => {
  expect(leadsSomewhere(params)).toBe(leads)
})

const MISTYPED = [
  '/campaigns/abc',
  '/campaigns/abc/edit',
  '/people/xyz',
  '/organizations/xyz',
  '/lists/xyz',
  '/views/Xy_z',
  '/dashboards/xyz',
  '/imports/xyz',
  '/connections/xyz',
  '/runs/xyz',
  '/receipts/xyz',
  '/pushes/xyz',
  '/nowhere/at/all',
]

test('an address with no number in it leads to no page, and asks the server for nothing', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    const refused: string[] = []
    page.on('response', (answer) => answer.status() === 400 && refused.push(answer.url()))
    for (const address of MISTYPED) {
      await page.goto(address)
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    }
    expect(refused).toEqual([])
  })
})
