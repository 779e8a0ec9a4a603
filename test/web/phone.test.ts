import { afterAll, describe, expect, test } from 'vitest'
import { axeFindings, closeBrowser, settled, widerBy, WIDTHS, withPage } from './browser.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld, run } from './feedback-world.ts'

const ON_A_PHONE = { width: 'phone', locale: 'de-DE' } as const
const WINDOW_TABS = [
  ...['overview', 'recipients', 'log', 'links', 'domains', 'habits', 'actions', 'bounces'],
  ...['audience', 'reconciliation'],
]
const ONE_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

afterAll(closeBrowser)

describe('on a phone, in German', () => {
  test('the campaign window is no wider than it, and shows which tab is open', async () => {
    await inWorld(fullWorld(), ON_A_PHONE, async (page) => {
      for (const tab of WINDOW_TABS) {
        await page.goto(`/campaigns/3?tab=${tab}`)
        await settled(page)
        expect(await widerBy(page), tab).toBeLessThanOrEqual(0)
        const open = (await page.getByRole('tab', { selected: true }).boundingBox())!
        expect(open.x, tab).toBeGreaterThanOrEqual(0)
        expect(open.x + open.width, tab).toBeLessThanOrEqual(WIDTHS.phone)
      }
    })
  })

  test('a name of one long word breaks, and leaves the figures in sight', async () => {
    const world = fullWorld()
    const campaign = world.campaigns.find(({ id }) => id === 3)!
    campaign.name = ONE_WORD
    campaign.subject = ONE_WORD
    await inWorld(world, ON_A_PHONE, async (page) => {
      await page.goto('/campaigns/3')
      await settled(page)
      expect(await widerBy(page)).toBeLessThanOrEqual(0)
      await page.goto('/campaigns')
      const head = page.getByRole('columnheader', { name: 'Versendet', exact: true })
      await head.waitFor()
      const figures = (await head.boundingBox())!.x
      expect(figures).toBeLessThan(WIDTHS.phone)
      const name = (await page.getByRole('link', { name: ONE_WORD }).boundingBox())!
      expect(name.x + name.width, 'the name stays in its column').toBeLessThanOrEqual(figures)
    })
  })

  test('a connection of one long word keeps to its column at home', async () => {
    const world = fullWorld()
    world.connections[0]!.name = ONE_WORD
    await inWorld(world, ON_A_PHONE, async (page) => {
      await page.goto('/')
      await page.getByRole('link', { name: ONE_WORD }).first().waitFor()
      await settled(page)
      expect(await widerBy(page)).toBeLessThanOrEqual(0)
    })
  })

  test('what a run is doing is told to its end', async () => {
    const world = fullWorld()
    world.runs.unshift({ ...run(7, 'running'), phase: `Reading opens of ${ONE_WORD}` })
    world.connections[0]!.openRunId = 7
    await inWorld(world, ON_A_PHONE, async (page) => {
      await page.goto('/connections/1')
      const words = page.getByText(new RegExp(ONE_WORD)).first()
      await words.waitFor()
      const isCut = await words.evaluate((one) => one.scrollWidth > one.clientWidth)
      expect(isCut).toBe(false)
      expect(await widerBy(page)).toBeLessThanOrEqual(0)
    })
  })

  test('the search keeps its name where its word has no room', async () => {
    await inWorld(fullWorld(), ON_A_PHONE, async (page) => {
      await page.goto('/campaigns')
      await page.getByRole('button', { name: 'Suchen' }).click()
      await page.getByRole('dialog').waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  })
})

test('a page that is too wide for a phone is found to be', async () => {
  await withPage({ width: 'phone' }, async (page) => {
    const head = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    await page.setContent(`${head}<body style="margin:0"><div style="width:600px">wide</div>`)
    expect(await widerBy(page)).toBe(600 - WIDTHS.phone)
  })
})

test('the months of a timeline are told in the language of the screens', async () => {
  await inWorld(fullWorld(), { locale: 'de-DE' }, async (page) => {
    await page.goto('/organizations/7')
    await page.getByRole('heading', { name: 'Mai 2026' }).waitFor()
  })
})
