/**
 * Takes the README's screenshots from the demo's world: the same people, the same campaigns, at
 * laptop width, light. Needs no system package; the browser is the one the tests use.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { orExplain } from './explain.mjs'
import { ROOT } from './install.mjs'

const FOLDER = join(ROOT, 'docs', 'screenshots')
/** Charts draw themselves after their figures have come. */
const SETTLE_MS = 1_200

await orExplain(async () => {
  await build()
  const { Household } = await import('../dist/src/cli/demo/household.js')
  const household = new Household()
  try {
    await takeAll(household)
  } finally {
    await household.end()
  }
})

async function takeAll(household) {
  const { mainJob, setTheStage } = await import('../dist/src/cli/demo/stage.js')
  const { processTerminal } = await import('../dist/src/cli/terminal.js')
  const stage = await setTheStage(household, { isQuiet: true, seed: 1 })
  await mainJob(stage, processTerminal())
  const { runnerImport } = await import('vite')
  const { module: browser } = await runnerImport(join(ROOT, 'test', 'web', 'browser.ts'), {
    root: ROOT,
    configFile: false,
  })
  mkdirSync(FOLDER, { recursive: true })
  try {
    await browser.withPage({ baseUrl: stage.url, width: 'laptop' }, (page) => shoot(page, stage))
  } finally {
    await browser.closeBrowser()
  }
}

async function shoot(page, { call }) {
  const { SIGN_IN } = await import('../dist/src/cli/demo/job.js')
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(SIGN_IN.email)
  await page.locator('input[autocomplete=current-password]').fill(SIGN_IN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  const { items: campaigns } = await call('campaigns.list', { query: { status: 'sent' } })
  await take(page, 'campaigns', '/campaigns')
  await take(page, 'campaign', `/campaigns/${campaigns[0].id}`)
  await take(page, 'person', `/people/${await mostTelling(call, campaigns[0].id)}`)
}

/** Somebody who clicked and then opted out shows more of the screen than most. */
async function mostTelling(call, campaignId) {
  const query = { figure: 'optOuts', audience: 'all', limit: 200 }
  const { items } = await call('campaigns.log', { params: { campaignId }, query })
  const clicked = await call('campaigns.log', {
    params: { campaignId },
    query: { ...query, figure: 'clicks' },
  })
  const who = new Set(clicked.items.map((row) => row.person?.id))
  const known = items.filter((row) => row.person !== null)
  return (known.find((row) => who.has(row.person.id)) ?? known[0]).person.id
}

async function take(page, name, path) {
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(SETTLE_MS)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  process.stderr.write(`docs/screenshots/${name}.png\n`)
}
