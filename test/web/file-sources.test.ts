import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PRESETS } from '../../src/connectors/index.ts'
import { axeFindings, closeBrowser, widerBy, withPage, type PageOptions } from './browser.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const SHOTS = process.env['SHOTS']

let homing: RunningHoming
let folder: string
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homing-web-sources-'))
  homing = await startHoming({ FILE_FOLDERS: folder })
  await withPage({ baseUrl: homing.url }, async (page) => {
    const headers = { origin: homing.url }
    const { mapping } = PRESETS.find(({ id }) => id === 'generic')!
    for (const [path, data] of [
      ['/api/setup', { firm: 'F', name: 'Jo', email: 'jo@firm.example', password: PASSWORD }],
      ['/api/connections', { connector: 'file', name: 'Exports', settings: {} }],
      ['/api/connections/1/file-mapping', { name: 'Mine', mapping, from: 0 }],
    ] as const) {
      const sent = await page.request.post(path, { data, headers })
      expect(sent.ok(), await sent.text()).toBe(true)
    }
    session = await page.context().cookies()
  })
})

afterAll(async () => {
  await closeBrowser()
  await homing?.end()
  await rm(folder, { recursive: true, force: true })
})

function inside(options: PageOptions, use: (page: Page) => Promise<void>): Promise<void> {
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    await page.context().addCookies(session)
    await page.goto('/connections/1')
    await use(page)
  })
}

async function isTidy(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
  expect(await axeFindings(page)).toEqual([])
  expect(await widerBy(page)).toBeLessThanOrEqual(0)
}

describe('sources of files', () => {
  test('from nothing to a folder that is looked at, by keyboard', async () => {
    await writeFile(join(folder, 'a.csv'), 'event,email\n')
    await inside({}, async (page) => {
      await page.getByText('Nobody need bring files by hand').waitFor()
      await isTidy(page, 'empty')
      await page.getByRole('button', { name: 'Fetch files by itself…' }).focus()
      await page.keyboard.press('Enter')
      const dialogue = page.getByRole('dialog')
      const path = dialogue.getByRole('textbox', { name: /^Folder/ })
      await path.fill('/etc')
      await path.press('Enter')
      await dialogue.getByText(/does not let it take files from \/etc/).waitFor()
      await path.fill(folder)
      await path.press('Enter')
      const found = page.getByRole('region', { name: `Files found at Folder ${folder}` })
      await found.getByText('a.csv').waitFor()
      await found.getByText('Settling').waitFor()
      await isTidy(page, 'settling')
    })
  })

  test.each([
    ['phone', 'dark'],
    ['wide', 'light'],
  ] as const)('fit a %s in %s, the form too', async (width, scheme) => {
    await inside({ width, scheme }, async (page) => {
      await page.getByRole('button', { name: 'Look now' }).waitFor()
      await isTidy(page, `list-${width}`)
      await page.getByRole('button', { name: 'Fetch files by itself…' }).click()
      await page.getByRole('dialog').getByText('SFTP', { exact: true }).click()
      await page.getByRole('dialog').getByText('Private key', { exact: true }).first().click()
      await isTidy(page, `form-${width}`)
    })
  })
})
