import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleCsv } from '../../src/web/imports/columns.ts'
import {
  axeFindings,
  closeBrowser,
  expectCount,
  settled,
  withPage,
  type PageOptions,
} from './browser.ts'
import { expectClean, SIZES } from './every-screen.ts'
import { startHoming, type RunningHoming } from './homing.ts'

const PASSWORD = 'calm lanterns over harbour stones'
const PASSWORD_FIELD = /^Password( \*)?$/
const ADA = 'Ada Example'
const SCREENS = [
  '/people',
  '/imports',
  '/settings/account',
  '/settings/bounces',
  '/settings/click-rules',
  '/settings/users',
  '/settings/keys',
  '/settings/audit',
  '/nowhere-at-all',
]

let homing: RunningHoming
/** The cookie of the administrator, so that each test begins signed in. */
let session: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = []

beforeAll(async () => {
  homing = await startHoming()
}, 90_000)
afterAll(async () => {
  await closeBrowser()
  await homing?.end()
})

/** A page of the running Homing, signed in as the administrator. */
function inside<T>(options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  if (session.length === 0) throw new Error('Nobody is signed in: the first visit failed.')
  return withPage({ baseUrl: homing.url, ...options }, async (page) => {
    await page.context().addCookies(session)
    return use(page)
  })
}

describe('the first visit', () => {
  test('leads to the setup, says what is wrong at its field, creates the firm', async () => {
    await withPage({ baseUrl: homing.url }, async (page) => {
      await page.goto('/people')
      await page.waitForURL('**/setup')
      await page.getByLabel('Firm').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByLabel('Firm').fill('Harrowgate & Lindqvist')
      await page.getByLabel('Your name').fill('Jo Primary')
      await page.getByLabel('E-mail address').fill('jo@firm.example')
      await page.getByLabel(PASSWORD_FIELD).fill('short')
      await page.getByRole('button', { name: 'Create the firm' }).click()
      await page.getByText('At least 12 characters; this has 5.').waitFor()
      await isAt(page.getByLabel(PASSWORD_FIELD))
      await page.getByLabel(PASSWORD_FIELD).fill('harrowgate12')
      await page.getByRole('button', { name: 'Create the firm' }).click()
      await page
        .getByText(/name or common word/)
        .first()
        .waitFor()
      await isAt(page.getByLabel(PASSWORD_FIELD))
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await page.getByLabel(PASSWORD_FIELD).getAttribute('type')).toBe('text')
      await page.getByLabel(PASSWORD_FIELD).fill(PASSWORD)
      await page.getByRole('button', { name: 'Create the firm' }).click()
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
      await page.getByText('Harrowgate & Lindqvist').first().waitFor()
      session = await page.context().cookies()
    })
  })
})

describe('signing in', () => {
  test('refuses a wrong password, then returns to the page wanted', async () => {
    await withPage({ baseUrl: homing.url }, async (page) => {
      await page.goto('/settings/keys')
      await page.waitForURL('**/sign-in?from=*')
      await page.getByLabel('E-mail address').fill('jo@firm.example')
      await page.getByLabel(PASSWORD_FIELD).fill('not the password')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByLabel(PASSWORD_FIELD).fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/settings/keys')
      await page.getByRole('button', { name: /Account of/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.waitForURL('**/sign-in')
      await page.goto('/settings/keys')
      await page.waitForURL('**/sign-in?from=*')
    })
  })

  test('follows no address of another site', async () => {
    await withPage({ baseUrl: homing.url }, async (page) => {
      await page.goto('/sign-in?from=//evil.example/')
      await page.getByLabel('E-mail address').fill('jo@firm.example')
      await page.getByLabel(PASSWORD_FIELD).fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
      expect(new URL(page.url()).origin).toBe(homing.url)
    })
  })
})

describe('an import', () => {
  test('takes the sample it offers', async () => {
    await inside({}, async (page) => {
      await page.goto('/people')
      await page.getByText('Nobody here yet').waitFor()
      await page.getByRole('link', { name: 'Import people' }).click()
      await send(page, 'sample.csv', sampleCsv())
      await page.getByText('No row was refused.').waitFor()
      await expect.poll(() => figure(page, 'People added')).toBe('2')
      await page.goto('/people')
      await page.getByRole('link', { name: ADA }).waitFor()
    })
  })

  test('that failed leads on, and does not say that all of it came in', async () => {
    await inside({}, async (page) => {
      await page.goto('/imports')
      await send(page, 'letter.csv', 'Dear Ada')
      await page.getByText('It has to be a header.').waitFor()
      expect(await page.getByText('No row was refused').count()).toBe(0)
      await page.getByRole('link', { name: 'send it again' }).click()
      await page.getByRole('button', { name: 'Choose a file' }).waitFor()
    })
  })

  test('shows each refused row with its line and reason, and offers them as a file', async () => {
    await inside({}, async (page) => {
      await page.goto('/imports')
      const rows = [
        'external_id,name,email',
        'P-9,Cleo Sample,cleo@',
        'P-8,Dan Sample,dan@x.example',
      ]
      await send(page, 'mixed.csv', rows.join('\r\n'))
      const refused = page.getByRole('region', { name: 'Refused rows' }).getByRole('row')
      await expect.poll(() => refused.nth(1).innerText()).toMatch(/^2\s+email/)
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Refused rows' }).click()
      expect((await download).suggestedFilename()).toMatch(/\.csv$/)
      await expect.poll(() => figure(page, 'People added')).toBe('1')
      expect(await axeFindings(page)).toEqual([])
    })
  })
})

describe('people', () => {
  test('are found with / and opened with J and Enter, without a mouse', async () => {
    await inside({}, async (page) => {
      await page.goto('/people')
      await page.getByRole('link', { name: ADA }).waitFor()
      await settled(page)
      await page.keyboard.press('/')
      await page.keyboard.type('ada')
      await page.waitForURL('**/people?search=ada')
      await page.getByRole('link', { name: 'Ben Sample' }).waitFor({ state: 'detached' })
      await page.keyboard.press('Tab')
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.waitForURL(/people\/\d+$/)
      await page.getByRole('heading', { level: 1, name: ADA }).waitFor()
    })
  })

  test('are found from anywhere with Ctrl K', async () => {
    await inside({}, async (page) => {
      await page.goto('/settings/account')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder(/Search pages/).fill('ada ex')
      await page.getByRole('dialog').getByText(ADA).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: ADA }).waitFor()
    })
  })

  test('an opt-out is recorded, shown everywhere, and lifted only with evidence', async () => {
    await inside({}, async (page) => {
      await openAda(page)
      await page.getByRole('button', { name: 'Record opt-out…' }).click()
      const dialogue = page.getByRole('dialog')
      await dialogue.getByLabel('Reason').fill('too many')
      await dialogue.getByLabel('How do we know?').fill('Telephone call')
      expect(await axeFindings(page)).toEqual([])
      await dialogue.getByRole('button', { name: 'Record opt-out' }).click()
      await page.getByText('No: opted out').waitFor()
      await page
        .getByText(/“too many”/)
        .first()
        .waitFor()
      await page.goto('/people?state=opted_out')
      await page.getByRole('row', { name: new RegExp(`${ADA}.*Opted out`) }).waitFor()

      await openAda(page)
      await page.getByRole('button', { name: 'Lift opt-out…' }).click()
      await dialogue.getByRole('button', { name: 'Lift the opt-out' }).click()
      await settled(page)
      expect(await dialogue.isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      await dialogue.waitFor({ state: 'detached' })
      await page.getByText('No: opted out').waitFor()
      await page.getByRole('button', { name: 'Lift opt-out…' }).click()
      await dialogue.getByLabel(/Evidence/).fill('E-mail of 4 May: please write again')
      await dialogue.getByRole('button', { name: 'Lift the opt-out' }).click()
      await page.getByText(/^Evidence: E-mail of 4 May/).waitFor()
      await page.getByRole('tab', { name: 'Opt-outs' }).click()
      const facts = page.getByRole('region', { name: 'Opt-outs' }).getByRole('row')
      await facts.filter({ hasText: 'Opted in' }).first().waitFor()
      await facts.filter({ hasText: 'too many' }).first().waitFor()
      expect(await axeFindings(page)).toEqual([])

      await page.getByRole('tab', { name: 'Why?' }).click()
      await page.getByText(/^An earlier opt-out was lifted on .* by Jo Primary\.$/).waitFor()
      await page
        .getByText(/^Opted out at .* told by Jo Primary: “too many”/)
        .first()
        .waitFor()
      await page
        .getByRole('cell', { name: /^the import/ })
        .first()
        .waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  })

  test('everything about a person comes as a ZIP; erased, the person is nowhere', async () => {
    await inside({}, async (page) => {
      await page.goto('/people?search=dan')
      await page.getByRole('link', { name: 'Dan Sample' }).click()
      await page.getByRole('button', { name: 'Data rights' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'Export everything' }).click()
      expect((await download).suggestedFilename()).toBe('archive.zip')

      const path = page.url()
      await page.getByRole('button', { name: 'Data rights' }).click()
      await page.getByRole('menuitem', { name: 'Erase…' }).click()
      const dialogue = page.getByRole('dialog')
      await dialogue.getByText('the person: 1').waitFor()
      await dialogue.getByText(/keyed hashes of the addresses: 1/).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await dialogue.getByLabel(/to confirm/).fill('Somebody Else')
      await dialogue.getByRole('button', { name: 'Erase for good' }).click()
      await dialogue.getByText('This is not the name of the person.', { exact: true }).waitFor()
      await dialogue.getByLabel(/to confirm/).fill('Dan Sample')
      await dialogue.getByRole('button', { name: 'Erase for good' }).click()
      await dialogue.getByText('Nothing is left of the person.').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await dialogue.getByRole('button', { name: 'Done' }).click()
      await page.waitForURL(/people$/)
      await page.getByRole('link', { name: ADA }).waitFor()
      await expectCount(page.getByText('Dan Sample'), 0)
      await page.goto(path)
      await page.getByText(/There is no person/).waitFor()
    })
  })

  test('an address is corrected, and the old one stays as history', async () => {
    await inside({}, async (page) => {
      await openAda(page)
      await page.getByRole('button', { name: 'Correct…' }).first().click()
      const dialogue = page.getByRole('dialog')
      await dialogue.getByLabel('New address').fill('ada@new.example')
      await dialogue.getByRole('button', { name: 'Correct the address' }).click()
      await page.getByText('ada@new.example', { exact: true }).waitFor()
      await page.getByText(/^ended/).waitFor()
      await page.goto('/settings/audit')
      await page.getByText('Corrected an address of Ada Example.').waitFor()
    })
  })
})

describe('settings', () => {
  test('a key is shown once; a viewer sees no control they may not use', async () => {
    await inside({}, async (page) => {
      await page.goto('/settings/keys')
      await page.getByRole('button', { name: 'Make a key…' }).click()
      await page.getByLabel('What is it for?').fill('Nightly export')
      await page.getByRole('button', { name: 'Make the key' }).click()
      const key = await page.getByLabel('API key', { exact: true }).innerText()
      expect(key.length).toBeGreaterThan(30)
      await page.getByRole('button', { name: 'I have kept it' }).click()
      await page.getByRole('cell', { name: 'Nightly export', exact: true }).waitFor()
      await page.reload()
      await page.getByRole('cell', { name: 'Nightly export', exact: true }).waitFor()
      expect(await page.content()).not.toContain(key)

      await page.goto('/settings/users')
      await page.getByRole('button', { name: 'Add a user…' }).click()
      await page.getByLabel('Name').fill('Vi Viewer')
      await page.getByLabel('E-mail address').fill('vi@firm.example')
      await page.getByLabel('First password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Add the user' }).click()
      await page.getByRole('cell', { name: 'vi@firm.example' }).waitFor()
    })
    await withPage({ baseUrl: homing.url }, async (page) => {
      await page.goto('/people')
      await page.getByLabel('E-mail address').fill('vi@firm.example')
      await page.getByLabel(PASSWORD_FIELD).fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: ADA }).click()
      await page.getByText('May we write?').waitFor()
      for (const name of ['Record opt-out…', 'Correct…', 'Export', 'Import…']) {
        await expectCount(page.getByText(name, { exact: true }), 0)
      }
      await page.goto('/settings')
      await page.waitForURL('**/settings/account')
      await expect
        .poll(() => page.getByRole('tab').allInnerTexts())
        .toEqual(['Your account', 'Notifications', 'Bounces', 'Click rules'])
    })
  })

  test('who forgot their password is given a new one, and signs in with it', async () => {
    const next = 'quite other words for Vi'
    await inside({}, async (page) => {
      await page.goto('/settings/users')
      await expectCount(page.getByRole('button', { name: /^New password for/ }), 1)
      await page.getByRole('button', { name: 'New password for Vi Viewer…' }).click()
      const dialogue = page.getByRole('dialog', { name: 'New password for Vi Viewer' })
      await dialogue.getByText('Vi Viewer is signed out on all devices.').waitFor()
      const field = dialogue.getByLabel(/^New password/)
      await field.fill('too short')
      await dialogue.getByRole('button', { name: 'Give the password' }).click()
      await dialogue.getByText('At least 12 characters; this has 9.').waitFor()
      expect(await field.inputValue()).toBe('too short')
      await field.fill('passwordpassword')
      await dialogue.getByRole('button', { name: 'Give the password' }).click()
      await dialogue.getByText('This password is a name or common word').waitFor()
      expect(await field.inputValue()).toBe('passwordpassword')
      expect(await axeFindings(page)).toEqual([])
      await field.fill(next)
      await dialogue.getByRole('button', { name: 'Give the password' }).click()
      await page.getByText('Vi Viewer has a new password.').waitFor()
      await expectCount(dialogue, 0)
    })
    await withPage({ baseUrl: homing.url, allowsFaults: true }, async (page) => {
      await page.goto('/people')
      await page.getByLabel('E-mail address').fill('vi@firm.example')
      await page.getByLabel(PASSWORD_FIELD).fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByText('ask an administrator for a new one').waitFor()
      await page.getByLabel(PASSWORD_FIELD).fill(next)
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: ADA }).waitFor()
    })
  })
})

describe('every screen', () => {
  test.each(SIZES)(
    'on a %s in %s is clean to axe and no wider than the page',
    async (width, scheme) => {
      await inside({ width, scheme }, async (page) => {
        await page.goto('/people')
        const href = await page.getByRole('link', { name: ADA }).getAttribute('href')
        const paths = [...SCREENS, href!, `${href}?tab=mailings`, `${href}?tab=links`]
        await expectClean(page, paths, width === 'laptop')
      })
    },
    90_000,
  )
})

async function openAda(page: Page): Promise<void> {
  await page.goto('/people?search=ada')
  await page.getByRole('link', { name: ADA }).click()
  await page.getByRole('heading', { level: 1, name: ADA }).waitFor()
}

async function send(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.waitForURL(/imports\/\d+$/)
  await page.getByText('Done', { exact: true }).waitFor()
}

/** A fault is led to. */
async function isAt(field: Locator): Promise<void> {
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true)
}

/** The number that stands under a label. */
async function figure(page: Page, label: string): Promise<string> {
  const labelled = page.getByText(label, { exact: true })
  return labelled.locator('xpath=following-sibling::*[1]').innerText()
}
