import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { axeFindings, closeBrowser, expectCount, withPage, type PageOptions } from './browser.ts'
import { expectClean } from './every-screen.ts'
import { startHoming, type RunningHoming } from './homing.ts'
import { chooseTyped, enter, tabTo } from './keys.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const PEOPLE = [
  'name,email,city,owner',
  'Ada Example,ada@example.com,Bath,Ruth Primary',
  'Ben Sample,ben@example.org,Bath,Sam Second',
  'Cleo Other,cleo@example.org,Leeds,Sam Second',
].join('\n')
/** Two campaigns; Ada and Ben left the later one, Cleo the earlier. */
const FEEDBACK = [
  'event,email,campaign_id,campaign,time,reason',
  ...['ada@example.com', 'ben@example.org', 'cleo@example.org'].flatMap((email) => [
    `sent,${email},c1,Winter letter,2026-01-05T09:00:00Z,`,
    `sent,${email},c2,Spring letter,2026-05-04T09:00:00Z,`,
  ]),
  'unsubscribe,cleo@example.org,c1,Winter letter,2026-01-06T10:00:00Z,Moved away',
  'unsubscribe,ada@example.com,c2,Spring letter,2026-05-05T10:00:00Z,Too many',
  'unsubscribe,ben@example.org,c2,Spring letter,2026-05-05T11:00:00Z,No longer a client',
].join('\n')

let homing: RunningHoming
let cookie = ''

beforeAll(async () => {
  homing = await startHoming()
  const firm = { firm: 'Harrowgate & Lindqvist', name: 'Jo', email: 'jo@firm.example' }
  const made = await post('/api/setup', { ...firm, password: PASSWORD })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  const { id } = await answer<{ id: number }>(upload('/api/imports', 'text/csv', PEOPLE))
  const isRead = (path: string, fits: (it: { status: string; waiting: number }) => boolean) =>
    vi.waitFor(
      async () => {
        const it = await answer<{ status: string; waiting: number }>(
          fetch(homing.url + path, { headers: { cookie } }),
        )
        expect(fits(it), JSON.stringify(it)).toBe(true)
      },
      { timeout: 60_000, interval: 200 },
    )
  await isRead(`/api/imports/${id}`, ({ status }) => status === 'done')
  const connection = { connector: 'file', name: 'Exports', settings: {} }
  const kept = await answer<{ id: number }>(post('/api/connections', connection))
  const path = `/api/connections/${kept.id}`
  const { presets } = await answer<{ presets: { id: string; mapping: object }[] }>(
    fetch(`${homing.url}${path}/file-mapping`, { headers: { cookie } }),
  )
  const { mapping } = presets.find((one) => one.id === 'generic')!
  await answer(post(`${path}/file-mapping`, { name: 'Generic', mapping, from: 0 }))
  const file = await answer<{ id: number }>(
    upload(`${path}/files?fileName=export.csv`, 'application/octet-stream', FEEDBACK),
  )
  await isRead(`/api/files/${file.id}`, ({ waiting }) => waiting === 0)
}, 240_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

function post(path: string, body: unknown): Promise<Response> {
  return upload(path, 'application/json', JSON.stringify(body))
}

function upload(path: string, type: string, body: string): Promise<Response> {
  const headers = { cookie, 'content-type': type, origin: homing.url }
  return fetch(homing.url + path, { method: 'POST', headers, body })
}

async function answer<T>(asked: Promise<Response>): Promise<T> {
  const response = await asked
  const text = await response.text()
  expect(response.ok, text).toBe(true)
  return JSON.parse(text) as T
}

/** A page of the running Homing, signed in as the administrator. */
function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    const at = cookie.indexOf('=')
    const [name, value] = [cookie.slice(0, at), cookie.slice(at + 1)]
    await page.context().addCookies([{ name, value, url: homing.url }])
    return use(page)
  })
}

describe('the views that ship', () => {
  test('who opted out of the most recent campaign, why, and whose they are', async () => {
    await inside({}, async (page) => {
      await page.goto('/views')
      await page.getByText('No view is kept yet').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('link', { name: 'Who opted out of the most recent campaign' }).click()
      await page.getByText('2 rows').waitFor()
      const ada = page.getByRole('row').filter({ hasText: 'Ada Example' })
      await ada.getByText('Too many').waitFor()
      await ada.getByText('Ruth Primary').waitFor()
      const ben = page.getByRole('row').filter({ hasText: 'Ben Sample' })
      await ben.getByText('No longer a client').waitFor()
      await ben.getByText('Sam Second').waitFor()
      await expectCount(page.getByRole('row').filter({ hasText: 'Cleo Other' }), 0)
      expect(await axeFindings(page)).toEqual([])
      await ada.getByRole('link', { name: 'Ada Example' }).click()
      await page.getByRole('heading', { name: 'Ada Example' }).waitFor()
    })
  })

  test('a figure of a group opens exactly the rows it counts, and those go along as a file', async () => {
    await inside({}, async (page) => {
      await page.goto('/views/opt-outs-by-owner')
      const sam = page.getByRole('row').filter({ hasText: 'Sam Second' })
      await sam.getByRole('link', { name: '1: the rows' }).click()
      await page.getByText('1 row', { exact: true }).waitFor()
      await page.getByRole('cell', { name: 'Ben Sample' }).waitFor()
      expect(await axeFindings(page)).toEqual([])
      const begun = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: 'Excel workbook' }).click()
      expect((await begun).suggestedFilename()).toContain('.xlsx')
      await page.getByRole('link', { name: 'Back to the view' }).click()
      await sam.waitFor()
    })
  })

  test('a question is asked above, and its answer stands in the address', async () => {
    await inside({}, async (page) => {
      await page.goto('/views/links-of-a-campaign')
      await page.getByText('Nothing fits now').waitFor()
      await page.getByLabel('How many campaigns').fill('2')
      await page.getByRole('button', { name: 'Show' }).click()
      await page.waitForURL(/values=/)
      await page.reload()
      await expect.poll(() => page.getByLabel('How many campaigns').inputValue()).toBe('2')
    })
  })
})

describe('views that go elsewhere', () => {
  test('a view is put on a dashboard, moved with the keyboard, and shown at home', async () => {
    await inside({}, async (page) => {
      const put = async (view: string, choose: (page: Page) => Promise<unknown>) => {
        await page.goto(`/views/${view}`)
        await page.getByRole('button', { name: 'Put on a dashboard…' }).click()
        await choose(page)
        await page.getByRole('button', { name: 'Put it there' }).click()
        await page.getByText('stands on “Figures”').waitFor()
      }
      await page.goto('/dashboards')
      await page.getByText('There is no dashboard yet').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await put('opt-outs-by-owner', () => page.getByLabel('Its name').fill('Figures'))
      await put('who-opted-out', () => page.getByRole('combobox', { name: 'Shown as' }).waitFor())
      await page.goto('/dashboards')
      await page.getByRole('link', { name: 'Figures' }).click()
      await page.getByRole('cell', { name: 'Ada Example' }).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Arrange' }).click()
      const handle = page.getByRole('button', { name: /^Move Who opted out.*tile 2 of 2/ })
      await handle.focus()
      await page.keyboard.press('ArrowLeft')
      await page.getByRole('button', { name: /^Move Who opted out.*tile 1 of 2/ }).waitFor()
      await page.getByRole('button', { name: 'Keep the arrangement' }).click()
      await page.getByText('The arrangement is kept.').waitFor()
      await page.getByRole('button', { name: 'Show at home' }).click()
      await page.getByRole('button', { name: 'Take it from home' }).waitFor()
      await page.goto('/')
      const first = page.locator('section[data-width]').first()
      await first.getByRole('link', { name: 'Who opted out' }).click()
      await page.getByText('2 rows').waitFor()
      // One view in two tiles: each is a place of its own to those who hear the page.
      await put('who-opted-out', () => page.getByRole('combobox', { name: 'Shown as' }).waitFor())
      await page.goto('/dashboards')
      await page.getByRole('link', { name: 'Figures' }).click()
      await page.getByRole('region', { name: /^Who opted out.*\(3 of 3\)$/ }).waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  })

  test('six slow tiles: each by itself, two at once, and no other screen waits for them', async () => {
    const views = ['who-opted-out', 'opt-outs-by-owner', 'campaigns-of-a-year']
    const others = ['never-opened', 'links-of-a-campaign', 'opt-out-reasons']
    const tiles = [...views, ...others].map((viewId, at) => {
      return { viewId, parameters: {}, as: at === 0 ? 'number' : 'table', width: 1 }
    })
    const made = await answer<{ id: number }>(post('/api/dashboards', { name: 'Slow', tiles }))
    await inside({ allowsFaults: true }, async (page) => {
      const open: Route[] = []
      let most = 0
      await page.route(/\/api\/views\/(run|size)$/, (route) => {
        open.push(route)
        most = Math.max(most, open.length)
      })
      // What views can be about comes last, so that the tiles ask in their order.
      await page.route('**/api/views/catalogue', async (route) => {
        await new Promise((go) => setTimeout(go, 4_000))
        await route.continue()
      })
      page.on('requestfailed', (request) => {
        const at = open.findIndex((route) => route.request() === request)
        if (at !== -1) open.splice(at, 1)
      })
      const next = async () => {
        await expect.poll(() => open.length).toBeGreaterThan(0)
        await open.shift()!.continue()
      }
      const tile = (of: number) => page.getByRole('region', { name: `(${of} of 6)` })
      await page.goto(`/dashboards/${made.id}`)
      const running = /^Running for \d+ second/
      for (const of of [1, 2]) await tile(of).getByText(running).waitFor()
      for (const of of [3, 4, 5, 6]) await tile(of).getByText('Waiting for its turn').waitFor()
      expect(most).toBe(2)
      const frames = page.locator('section[data-width]')
      const heights = async () =>
        (await Promise.all((await frames.all()).map((one) => one.boundingBox()))).map(
          (box) => box!.height,
        )
      const empty = await heights()

      // One comes, and only its place changes; the next has its turn.
      await next()
      await tile(1).getByText(/rows/).waitFor()
      await tile(3).getByText(running).waitFor()
      // Who waits or runs is given up alone.
      await tile(5).getByRole('button', { name: 'Cancel' }).click()
      await tile(5).getByText('It was cancelled.').waitFor()
      await tile(2).getByRole('button', { name: 'Wait no longer' }).click()
      await tile(2).getByText('It was cancelled.').waitFor()
      await tile(4).getByText(running).waitFor()
      await tile(6).getByText('Waiting for its turn').waitFor()

      // One fails, and is tried again while the others stay as they are.
      const isThird = (route: Route) =>
        route.request().postData()?.includes('"subject":"campaigns"') === true
      const [third] = open.splice(open.findIndex(isThird), 1)
      await third!.fulfill({ status: 429, body: 'too much' })
      const again = tile(3).getByRole('button', { name: 'Try again' })
      await again.waitFor()
      await tile(6).getByText(running).waitFor()
      await again.click()
      await tile(3).getByText('Waiting for its turn').waitFor()
      await next()
      await next()
      await next()
      await expectCount(page.getByText(/^Running for|^Waiting for its turn/), 0)
      await expectCount(page.getByText('It was cancelled.'), 2)
      // None is taller, or lower, than before it came: nothing below was pushed.
      expect(await heights()).toEqual(empty)

      // Whoever goes elsewhere gives up what was asked.
      await page.reload()
      await expect.poll(() => open.length).toBe(2)
      await page.getByRole('link', { name: 'Problems' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'Problems' }).waitFor()
      await expect.poll(() => open.length).toBe(0)
    })
  }, 90_000)

  test('where news come as files, a campaign offers to import one', async () => {
    const { items } = await answer<{ items: { id: number }[] }>(
      fetch(`${homing.url}/api/campaigns`, { headers: { cookie } }),
    )
    await inside({}, async (page) => {
      await page.goto(`/campaigns/${items[0]!.id}`)
      await page.getByRole('link', { name: 'Import a file' }).waitFor()
      await expectCount(page.getByRole('button', { name: 'Sync now' }), 0)
      await page.getByRole('link', { name: 'Import a file' }).click()
      await page.getByText('Drop an export here, or').waitFor()
    })
  })

  test('a web address is told by what tells it apart, and whose site it is', async () => {
    await inside({}, async (page) => {
      await page.route('**/api/views/run', async (route) => {
        const got = await route.fetch()
        const told = (await got.json()) as { rows: unknown[][]; columns: { id: string }[] }
        const at = told.columns.findIndex(({ id }) => id === 'opt_out_reason')
        told.rows[0]![at] = 'https://www.firm.example/insights/tax?from=letter'
        await route.fulfill({ response: got, json: told })
      })
      await page.goto('/views/who-opted-out')
      await page.getByText('/insights/tax?from=letter', { exact: true }).waitFor()
      await page.getByText('firm.example', { exact: true }).waitFor()
    })
  })

  test('a connection whose lists nobody can fill is not offered to add people to one', async () => {
    await inside({}, async (page) => {
      await page.goto('/pushes/new')
      await page.getByText('No e-mail service is connected').waitFor()
    })
  })

  test('a view is sent by e-mail every week, and stands among those that are', async () => {
    await inside({}, async (page) => {
      await page.goto('/views/who-opted-out')
      await page.getByRole('button', { name: 'Send by e-mail…' }).click()
      await page.getByText('E-mail is off').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Send it every Monday at 07:00' }).click()
      await page.getByRole('cell', { name: 'every Monday at 07:00' }).click()
      await page.getByText('Nothing was sent yet').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Send now' }).click()
      await page.getByText('E-mail is off: this Homing knows no mail server').waitFor()
    })
  })
})

describe('the builder', () => {
  test('a view is made with the keyboard alone, counted while it is edited, and kept', async () => {
    await inside({}, async (page) => {
      await page.goto('/views/new?subject=people')
      await page.getByText('3 rows').waitFor()
      await tabTo(page, 'Name')
      await page.keyboard.type('In Bath')
      await enter(page, 'Add a condition')
      await chooseTyped(page, 'City')
      await page.getByText('Say what “City” is compared with.').waitFor()
      await page.getByText('See what is marked').waitFor()
      await tabTo(page, 'Values, one of them fits')
      await page.keyboard.type('bath')
      await page.keyboard.press('Enter')
      await page.getByText('2 rows').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await enter(page, 'Keep the view')
      await page.getByRole('heading', { name: 'In Bath' }).waitFor()
      await page.getByRole('cell', { name: 'Ben Sample' }).waitFor()
      await expectCount(page.getByRole('cell', { name: 'Cleo Other' }), 0)
    })
  })

  test('groups with a figure that asks, changed, shared, put away and back by undo', async () => {
    await inside({}, async (page) => {
      await page.goto('/views')
      await page.getByRole('link', { name: 'In Bath' }).click()
      await page.getByRole('link', { name: 'Change', exact: true }).click()
      await page.getByText('Figures of groups').click()
      await page.getByRole('button', { name: 'Group by a column' }).click()
      await page.getByRole('combobox', { name: 'Grouped by' }).fill('Owner')
      await page.getByRole('option', { name: 'Owner', exact: true }).click()
      await page.getByText('2 groups').waitFor()
      await page.getByRole('button', { name: 'Ask for this each time' }).click()
      await page.getByLabel('Asked for as').fill('Which city')
      await page.getByRole('button', { name: 'Keep the changes' }).click()
      const asked = page.getByRole('form', { name: 'What the view asks for' })
      await asked.getByRole('group', { name: 'Which city' }).waitFor()
      await page.getByRole('row').filter({ hasText: 'Ruth Primary' }).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Name and sharing' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'Seen by' }).click()
      await page.getByRole('option', { name: 'Everybody' }).click()
      expect(await axeFindings(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Keep name and sharing' }).click()
      await page.getByText('seen by everybody').waitFor()
      await page.getByRole('button', { name: 'Archive' }).click()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('“In Bath” is back.').waitFor()
      await page.getByRole('button', { name: 'Archive' }).waitFor()
    })
  })

  test('another subject and back loses nothing; a copy of a preset is what it was', async () => {
    await inside({}, async (page) => {
      await page.goto('/views/new?from=opt-outs-by-owner')
      const name = page.getByRole('textbox', { name: 'Name' })
      await expect
        .poll(() => name.inputValue())
        .toBe('Opt-outs of the most recent campaign by owner (copy)')
      await page.getByText('2 groups').waitFor()
      await page.getByRole('combobox', { name: 'About', exact: true }).click()
      await page.getByRole('option', { name: 'People', exact: true }).click()
      await page.getByText('3 rows').waitFor()
      await page.getByRole('combobox', { name: 'About', exact: true }).click()
      await page.getByRole('option', { name: 'Recipients', exact: true }).click()
      await page.getByText('2 groups').waitFor()
      await page.getByRole('button', { name: 'Keep the view' }).click()
      await page.getByRole('row').filter({ hasText: 'Sam Second' }).getByText('50%').waitFor()
    })
  })
})

test.each([
  ['phone', 'dark'],
  ['laptop', 'dark'],
  ['wide', 'light'],
] as const)('are no wider than a %s in %s, and clean to axe', async (width, scheme) => {
  const paths = [
    '/views',
    '/views/who-opted-out',
    '/views/opt-outs-by-owner?as=chart',
    '/views/new?from=opt-outs-by-owner',
    '/views/new?from=links-of-a-campaign',
  ]
  await inside({ width, scheme }, (page) => expectClean(page, paths, width === 'laptop'))
})
