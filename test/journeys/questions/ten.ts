import type { Page } from 'playwright-core'
import { settled } from '../../web/browser.ts'
import {
  cells,
  figure,
  numberIn,
  openCampaign,
  openPerson,
  openView,
  sorted,
  toldRows,
  viewRows,
  type Json,
  type Programs,
} from './answers.ts'

/** One question and its answer by each of the three ways; all three must be the same. */
export interface Question {
  asks: string
  click(page: Page): Promise<unknown>
  command(programs: Programs): Promise<unknown>
  tool(programs: Programs): Promise<unknown>
}

const LAST = 'Summer client letter'
const FIGURES = { Delivered: 'delivered', Opens: 'opens', Clicks: 'clicks', 'Opt-outs': 'optOuts' }
const IVO = { name: 'Ivo Ivanova', address: 'ivo.ivanova@violetshore-brewing-co.example' }
const TAMAR = { name: 'Tamar Schäfer', address: 'tamar.schafer@ironhill-medical-supply.example' }
const LEFT = ['address', 'opt_out_reason', 'owner']
const LINKS = ['link', 'people']
const MONTH = ['sent', 'open_rate']

/** docs/questions.md has the same ten, in the same order. */
export const QUESTIONS: Question[] = [
  {
    asks: 'Who opted out of the last mailing, why, and whose clients are they?',
    async click(page) {
      await openView(page, 'Who opted out of the most recent campaign')
      return sorted((await cells(page)).map((row) => row.slice(1, 4)))
    },
    command: async ({ command }) => viewRows(await command('views', 'run', 'who-opted-out'), LEFT),
    tool: async ({ tool }) => toldRows(await tool('run_view', { viewId: 'who-opted-out' }), LEFT),
  },
  {
    asks: 'How did the last mailing do?',
    async click(page) {
      await openCampaign(page, LAST)
      return Promise.all(Object.keys(FIGURES).map((label) => figure(page, label)))
    },
    command: async ({ command }) => figuresOf(await command('campaigns', 'show', LAST)),
    async tool(programs) {
      const campaignId = await lastCampaign(programs)
      return figuresOf((await programs.tool('show_campaign', { campaignId })).answer)
    },
  },
  {
    asks: 'Who clicked in it?',
    async click(page) {
      await openCampaign(page, LAST)
      await page
        .getByRole('link', { name: /^Clicks/ })
        .first()
        .click()
      await page.waitForURL(/figure=clicks/)
      await settled(page)
      return sorted((await cells(page)).map(([who]) => who!.split('\n').at(-1)))
    },
    command: async ({ command }) =>
      addresses(await command('campaigns', 'log', LAST, '--figure', 'clicks', '--all')),
    async tool(programs) {
      const campaignId = await lastCampaign(programs)
      return addresses(await programs.tool('campaign_log', { campaignId, figure: 'clicks' }))
    },
  },
  {
    asks: 'What did one person get from us, and did they open it?',
    async click(page) {
      await openPerson(page, IVO.name)
      await page.getByRole('tab', { name: 'E-mail tracking' }).click()
      await settled(page)
      return sorted((await cells(page)).map((row) => [row[0], Number(row[3])]))
    },
    command: async ({ command }) => got(await command('people', 'mailings', IVO.address)),
    async tool({ tool }) {
      const { items } = await tool('find_people', { search: IVO.address })
      return got(await tool('person_mailings', { personId: items[0].id }))
    },
  },
  {
    asks: 'May we write to somebody, and if not, why?',
    async click(page) {
      await openPerson(page, TAMAR.name)
      const words = await page.locator('main').innerText()
      return [/^(Yes|No)/m.exec(words)![0] === 'Yes', /: “(.*)”/.exec(words)![1]]
    },
    command: async ({ command }) => mayWe(await command('may-write', TAMAR.address)),
    tool: async ({ tool }) => mayWe(await tool('may_write', { addresses: [TAMAR.address] })),
  },
  {
    asks: 'Whose addresses are dead, and whose clients are they?',
    async click(page) {
      await page.getByRole('link', { name: 'People' }).first().click()
      await page.getByRole('link', { name: /^With an invalid address/ }).click()
      await page.waitForURL(/state=invalid_address/)
      await settled(page)
      return sorted((await cells(page)).map((row) => [row[0], row[4]]))
    },
    command: async ({ command }) =>
      owned(await command('people', 'list', '--state', 'invalid_address', '--all')),
    tool: async ({ tool }) => owned(await tool('find_people', { state: 'invalid_address' })),
  },
  {
    asks: 'How many got mail in the last half year and opened none of it?',
    async click(page) {
      await openView(page, 'Sent something in the last half year, opened nothing')
      return numberIn(await page.getByText(/^[\d,]+ rows/).innerText())
    },
    command: async ({ command }) =>
      (await command('views', 'run', 'never-opened', '--all')).rows.length,
    tool: async ({ tool }) => (await tool('run_view', { viewId: 'never-opened' })).total,
  },
  {
    asks: 'Which links of the last mailing were clicked, by how many?',
    async click(page) {
      await openView(page, 'Links of the most recent campaigns by clicks')
      return sorted((await cells(page)).map((row) => [row[0], Number(row[1])]))
    },
    command: async ({ command }) =>
      viewRows(await command('views', 'run', 'links-of-a-campaign'), LINKS),
    tool: async ({ tool }) =>
      toldRows(await tool('run_view', { viewId: 'links-of-a-campaign' }), LINKS),
  },
  {
    asks: 'How do the months of this year compare?',
    async click(page) {
      await openView(page, 'Campaigns of the last year, month by month')
      return sorted((await cells(page)).map((row) => [Number(row[2]), partOf(row[3]!)]))
    },
    command: async ({ command }) =>
      months(viewRows(await command('views', 'run', 'campaigns-of-a-year'), MONTH)),
    tool: async ({ tool }) =>
      months(toldRows(await tool('run_view', { viewId: 'campaigns-of-a-year' }), MONTH)),
  },
  {
    asks: 'Do our figures agree with the service’s own?',
    async click(page) {
      await openCampaign(page, LAST)
      await page.getByRole('tab', { name: 'Reconciliation' }).click()
      await settled(page)
      return sorted((await cells(page)).map((row) => [Number(row[1]), Number(row[2])]))
    },
    command: async ({ command }) =>
      compared(await command('campaigns', 'reconcile', LAST, '--no-run')),
    async tool(programs) {
      const campaignId = await lastCampaign(programs)
      return compared((await programs.tool('compare_campaign', { campaignId })).answer)
    },
  },
]

async function lastCampaign({ tool }: Programs): Promise<number> {
  return (await tool('list_campaigns', { search: LAST })).items[0].id
}

function figuresOf({ figures }: Json): number[] {
  return Object.values(FIGURES).map((name) => figures[name].count)
}

function addresses({ items }: Json): string[] {
  return sorted(items.map((row: Json) => row.address))
}

function got({ items }: Json): unknown[] {
  return sorted(items.map((row: Json) => [row.campaign.name, row.opens]))
}

function mayWe({ items: [answer] }: Json): unknown[] {
  return [answer.mayWrite, answer.fact.reason]
}

function owned({ items }: Json): unknown[] {
  return sorted(items.map((row: Json) => [row.name, row.owner]))
}

function months(rows: Json[]): unknown[] {
  return sorted(rows.map(([sent, rate]) => [sent, `${rate.part} of ${rate.whole}`]))
}

function partOf(cell: string): string {
  return /\d+ of \d+/.exec(cell)![0]
}

function compared({ metrics }: Json): unknown[] {
  return sorted(metrics.map((row: Json) => [row.esp, row.local]))
}
