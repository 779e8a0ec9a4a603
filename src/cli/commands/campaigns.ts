import { Option, type Command } from 'commander'
import type { z } from 'zod'
import {
  CAMPAIGN_SORTS,
  FIGURE_TITLES,
  FIGURES,
  type campaign,
  type campaignRow,
  type logRow,
} from '../../api/contract/index.ts'
import { audience } from '../audience-option.ts'
import { Complaint } from '../complaint.ts'
import { actionsCommand } from './campaign-actions.ts'
import { audienceCommand } from './audience.ts'
import { compareCommand } from './campaigns-compared.ts'
import { download } from '../download.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { pickCampaign } from '../pick.ts'
import { sheet, table } from '../table.ts'
import { HIDDEN, moment, number, rate } from '../words.ts'
import { open, type Cli } from '../work.ts'
import { mailingCommands } from './mailings.ts'
import { reconciliationCommands } from './reconciliation.ts'

type Audience = 'human' | 'all'
type FigureName = (typeof FIGURES)[number]
type CampaignRow = z.output<typeof campaignRow>
type Campaign = z.output<typeof campaign>
type LogRow = z.output<typeof logRow>

interface ListOptions extends PageOptions {
  search?: string
  audience: Audience
  sort: (typeof CAMPAIGN_SORTS)[number]
  order?: 'asc' | 'desc'
}

interface LogOptions extends PageOptions {
  figure: FigureName
  audience: Audience
  search?: string
  rule?: number
  csv?: boolean
  out?: string
}

/** homing campaigns list | show | compare | log | actions | make … (mailings.ts) | reconcile … */
export function campaignCommands(root: Command, cli: Cli): void {
  const campaigns = root.command('campaigns').description('campaigns, their figures and logs')
  paged(campaigns.command('list'))
    .description('campaigns, newest sent first')
    .option('--search <text>', 'part of the name')
    .addOption(
      new Option('--sort <by>', 'a figure sorts by its rate, by its count where it has none')
        .choices([...CAMPAIGN_SORTS])
        .default('sentAt'),
    )
    .addOption(
      new Option(
        '--order <order>',
        'names from A on and the rest the most first, unless told',
      ).choices(['asc', 'desc']),
    )
    .addOption(audience())
    .action(async (options: ListOptions, command: Command) => {
      const work = open(cli, command)
      const { search, sort, order = sort === 'name' ? 'asc' : 'desc' } = options
      const asked = {
        ...{ audience: options.audience, sort, order },
        ...(search !== undefined && { search }),
      }
      const page = await readPages(options, (query) =>
        work.call('campaigns.list', { query: { ...query, ...asked } }),
      )
      const width = work.terminal.width
      work.print(page, () => campaignTable(page.items, width) + foot(page, 'No campaign yet.'))
    })
  campaigns
    .command('show <campaign>')
    .description('every figure with rate and denominator, by id or name')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const campaignId = await pickCampaign(work.call, typed)
      const found = await work.call('campaigns.show', { params: { campaignId } })
      work.print(found, () => campaignSheet(found))
    })
  compareCommand(campaigns, cli)
  logCommand(campaigns, cli)
  actionsCommand(campaigns, cli)
  mailingCommands(campaigns, cli)
  audienceCommand(campaigns, cli)
  reconciliationCommands(campaigns, cli)
}

function logCommand(campaigns: Command, cli: Cli): void {
  paged(campaigns.command('log <campaign>'))
    .description('exactly the contacts behind one figure, newest first')
    .addOption(new Option('--figure <figure>').choices([...FIGURES]).makeOptionMandatory())
    .addOption(audience())
    .option('--search <text>', 'part of a name, an address or an organization')
    .addOption(
      new Option('--rule <id>', 'of clicks: those that counted for a click rule').argParser(
        positive,
      ),
    )
    .option('--csv', 'as CSV, whole')
    .option('--out <file>', 'write the CSV to a file')
    .action(async (typed: string, options: LogOptions, command: Command) => {
      const work = open(cli, command)
      const params = { campaignId: await pickCampaign(work.call, typed) }
      const { figure, audience: who, search, rule } = options
      if (rule !== undefined && figure !== 'clicks') {
        throw new Complaint(2, '--rule is about clicks: ask for --figure clicks.')
      }
      const asked = {
        ...{ figure, audience: who },
        ...(search !== undefined && { search }),
        ...(rule !== undefined && { ruleId: rule }),
      }
      if (options.csv === true || options.out !== undefined) {
        if (work.asJson) throw new Complaint(2, 'A log is CSV or JSON, not both.')
        const response = await work.call('campaigns.logCsv', { params, query: asked })
        return download(response, work.terminal, options.out)
      }
      const page = await readPages(options, (query) =>
        work.call('campaigns.log', { params, query: { ...query, ...asked } }),
      )
      const nothing = `Nobody is behind ${FIGURE_TITLES[figure]}.`
      work.print(page, () => logTable(page.items, work.terminal.width) + foot(page, nothing))
    })
}

function campaignTable(rows: readonly CampaignRow[], width: number | null): string {
  if (rows.length === 0) return ''
  return table<CampaignRow>(
    [
      { title: 'ID', value: (row) => String(row.id), isFigure: true },
      { title: 'NAME', value: (row) => row.name },
      { title: 'STATUS', value: (row) => row.status },
      { title: 'SENT AT', value: (row) => moment(row.sentAt) },
      ...FIGURES.map((name) => ({
        title: FIGURE_TITLES[name].toUpperCase(),
        value: (row: CampaignRow) => number(row.figures[name]?.count ?? null),
        isFigure: true,
      })),
      { title: 'AS OF', value: (row) => moment(row.asOf) },
    ],
    rows,
    width,
  )
}

function campaignSheet(found: Campaign): string {
  const head = sheet([
    ['Campaign', `${found.name} (${found.id})`],
    ['Subject', found.subject],
    ['From', `${found.fromName} <${found.fromAddress}>`],
    ['Status', found.status],
    ['Sent', moment(found.sentAt)],
    ['As of', moment(found.asOf)],
  ])
  return `${head}\n${figureTable(found)}${bounceTable(found)}`
}

function figureTable(found: Campaign): string {
  const all = (name: FigureName) => found.allFigures?.[name]
  return table<FigureName>(
    [
      { title: 'FIGURE', value: (name) => FIGURE_TITLES[name] },
      {
        title: 'PEOPLE',
        value: (name) => number(found.figures[name]?.count ?? null),
        isFigure: true,
      },
      {
        title: 'TIMES',
        value: (name) => number(found.figures[name]?.total ?? null),
        isFigure: true,
      },
      { title: 'RATE', value: (name) => rateWords(found.figures[name]) },
      { title: 'ALL', value: (name) => number(all(name)?.count ?? null), isFigure: true },
      { title: 'ALL TIMES', value: (name) => number(all(name)?.total ?? null), isFigure: true },
      { title: 'ESP SAYS', value: (name) => espWords(found, name), isFigure: true },
    ],
    FIGURES,
  )
}

function rateWords(value: Campaign['figures']['opens']): string {
  if (value === null) return ''
  const { rate: part, of } = value
  return part === null || of === null ? '' : `${rate(part)} of ${number(of.count)} ${of.name}`
}

function espWords({ esp }: Campaign, name: FigureName): string {
  const total = esp?.[name]
  return total === undefined ? '-' : number(total)
}

function bounceTable({ bounceClasses }: Campaign): string {
  if (bounceClasses === null || bounceClasses.length === 0) return ''
  const rows = table(
    [
      { title: 'BOUNCE', value: (row) => row.class },
      { title: 'SMTP', value: (row) => String(row.smtp ?? '-') },
      { title: 'STATUS', value: (row) => row.enhanced ?? '-' },
      { title: 'CODE', value: (row) => row.code },
      { title: 'COUNT', value: (row) => number(row.count), isFigure: true },
      { title: 'NOTE', value: (row) => row.note },
    ],
    bounceClasses,
  )
  return `\n${rows}`
}

function logTable(rows: readonly LogRow[], width: number | null): string {
  if (rows.length === 0) return ''
  return table<LogRow>(
    [
      { title: 'ADDRESS', value: (row) => row.address ?? HIDDEN },
      { title: 'PERSON', value: (row) => row.person?.name ?? '-' },
      { title: 'ORGANIZATION', value: (row) => row.organization ?? '-' },
      { title: 'OWNER', value: (row) => row.owner ?? '-' },
      { title: 'FIRST', value: (row) => moment(row.firstAt) },
      { title: 'LAST', value: (row) => moment(row.lastAt) },
      { title: 'TIMES', value: (row) => number(row.count), isFigure: true },
      { title: 'VERDICT', value: (row) => row.verdict ?? '-' },
      { title: 'DETAIL', value: (row) => row.detail ?? '' },
    ],
    rows,
    width,
  )
}
