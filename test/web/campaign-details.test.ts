import { afterAll, describe, expect, test } from 'vitest'
import { axeFindings, closeBrowser, expectCount, settled } from './browser.ts'
import { HOSTILE_MAIL } from './detail-answers.ts'
import { inWorld } from './feedback-page.ts'
import { fullWorld } from './feedback-world.ts'

const WINDOW = '/campaigns/3'

afterAll(closeBrowser)

describe('the mail and its clicks', () => {
  test('stand side by side, and nothing gets out of the frame', async () => {
    const world = { ...fullWorld(), mail: HOSTILE_MAIL }
    await inWorld(world, { allowsFaults: true }, async (page) => {
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
      await page.goto(`${WINDOW}?tab=links`)
      const frame = page.frameLocator('iframe[title="The mail with its clicks"]')
      await frame.getByText('The end.').waitFor()
      expect(await frame.getByText('190 people').count()).toBe(1)
      expect(await frame.getByText('97 people').count()).toBe(1)
      expect(await frame.locator('a[href], script, form, iframe, link').count()).toBe(0)
      await page.getByText('1 of the clicked links could not be found in it.').waitFor()
      expect(await page.getByTitle('The mail with its clicks').getAttribute('sandbox')).toBe('')
      await settled(page)
      expect(asked).toEqual([])
      expect(await page.title()).not.toBe('taken')
      expect(await axeFindings(page)).toEqual([])
    })
  })

  test('are a list where the service does not tell the mail', async () => {
    const world = fullWorld()
    world.mail = { html: null, state: 'untold', readAt: null }
    await inWorld(world, {}, async (page) => {
      await page.goto(`${WINDOW}?tab=links`)
      await page.getByText('its links stand as a list').waitFor()
      await page.getByRole('link', { name: /^97 people clicked/ }).waitFor()
    })
  })
})

test('a domain leads to its addresses, the worst first, and is taken off again', async () => {
  await inWorld(fullWorld(), {}, async (page) => {
    await page.goto(`${WINDOW}?tab=domains`)
    const rows = page.getByRole('table').locator('tbody tr')
    await expect.poll(() => rows.first().innerText()).toContain('refusing.example')
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('link', { name: '21: Bounces, refusing.example' }).click()
    await page.getByRole('heading', { name: 'Bounces: 21 addresses bounced' }).waitFor()
    await page.getByRole('button', { name: 'At refusing.example only: show all' }).click()
    await page.getByRole('heading', { name: 'Bounces: 31 addresses bounced' }).waitFor()
  })
})

test('devices tell what is not known, and hours by the viewer’s clock', async () => {
  const world = fullWorld()
  await inWorld(world, { timeZone: 'America/New_York' }, async (page) => {
    await page.goto(`${WINDOW}?tab=habits`)
    await page.getByText('Of 21.3% of the openings by people it was not told.').waitFor()
    await page.getByText('hours of America/New York', { exact: false }).waitFor()
    await expectCount(page.getByText(/^Most on \w+day from/), 1)
    expect(world.asked.some((line) => line.includes('zone=America%2FNew_York'))).toBe(true)
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('link', { name: '410 opened: Outlook' }).click()
    await page.getByRole('heading', { name: 'Opens: 410 addresses opened' }).waitFor()
    await page.getByRole('button', { name: 'With Outlook, on a computer only' }).waitFor()
  })
})
