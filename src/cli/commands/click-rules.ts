import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { clickOutcome, clickRule } from '../../api/contract/index.ts'
import type { Call } from '../../api/contract/client.ts'
import { Complaint } from '../complaint.ts'
import { followTask, taskWords } from '../follow-task.ts'
import { progress } from '../progress.ts'
import { sheet, table } from '../table.ts'
import { number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Rule = z.output<typeof clickRule>
type Outcome = z.input<typeof clickOutcome>

interface PatternOptions {
  host: string
  path: string
  parameter: string
  value: string
  campaign?: number
}

interface AddOptions extends PatternOptions {
  action?: string
  interest?: string
  tag?: string
  points: number
  past?: boolean
}

/** homing click-rules list | try | add | remove */
export function clickRuleCommands(root: Command, cli: Cli): void {
  const group = root.command('click-rules').description('which clicks raise what')
  group
    .command('list')
    .description('the rules that hold')
    .option('--ended', 'those that ended too')
    .action(async (options: { ended?: boolean }, command: Command) => {
      const work = open(cli, command)
      const found = await work.call('clickRules.list', {})
      const items = found.items.filter((rule) => options.ended || rule.appliesUntil === null)
      work.print(found, () => ruleTable(items, work.terminal.width))
    })
  conditions(group.command('try'))
    .description('which links and clicks would fit; --url tries one link')
    .option('--url <link>', 'whether this link fits', '')
    .action(async (options: PatternOptions & { url: string }, command: Command) => {
      const work = open(cli, command)
      const body = { ...patternOf(options), url: options.url }
      const found = await work.call('clickRules.preview', { body })
      work.print(found, () => previewSheet(found))
    })
  conditions(group.command('add <name>'))
    .description('make a rule; clicks of machines never count')
    .option('--action <name>', 'raise a customer action')
    .option('--interest <code>', 'raise an interest')
    .option('--tag <name>', 'raise a tag')
    .addOption(new Option('--points <number>').argParser(Number).default(10))
    .option('--past', 'clicks that were made before count too')
    .action(async (name: string, options: AddOptions, command: Command) => {
      const work = open(cli, command)
      const outcomes = await outcomesOf(work.call, options)
      const appliesTo = options.past ? ('all' as const) : ('new' as const)
      const body = { ...patternOf(options), name, outcomes, appliesTo }
      const { id } = await work.call('clickRules.add', { body })
      const task = await followTask(work.call, id, progress(work.terminal, 'Matching links'))
      work.print(task, () => `${taskWords(task)}\n`)
    })
  group
    .command('remove <id>')
    .description('remove a rule; what it raised stands')
    .option('--past', 'with all that it raised')
    .action(async (typed: string, options: { past?: boolean }, command: Command) => {
      const work = open(cli, command)
      const params = { ruleId: Number(typed) }
      const query = { appliesTo: options.past ? ('all' as const) : ('new' as const) }
      await work.call('clickRules.remove', { params, query })
      work.print({ removed: params.ruleId }, () => 'Removed.\n')
    })
}

function conditions(command: Command): Command {
  return command
    .option('--host <pattern>', 'example.com, or *.example.com for all its hosts', '')
    .option('--path <pattern>', 'such as "/tax/*"', '')
    .option('--parameter <name>', 'a parameter of the link, such as utm_campaign', '')
    .option('--value <pattern>', 'what the parameter says', '')
    .option('--campaign <id>', 'only clicks in this campaign', Number)
}

function patternOf({ host, path, parameter, value, campaign }: PatternOptions) {
  return { host, path, parameter, parameterValue: value, campaignId: campaign ?? null }
}

async function outcomesOf(call: Call, options: AddOptions): Promise<Outcome[]> {
  const { action, interest, tag, points } = options
  const outcomes: Outcome[] = []
  if (action !== undefined) outcomes.push({ kind: 'action', name: action, points })
  if (tag !== undefined) outcomes.push({ kind: 'tag', name: tag })
  if (interest !== undefined) {
    const { items } = await call('interests.list', {})
    const found = items.find((one) => one.code.toLowerCase() === interest.toLowerCase())
    if (found === undefined) {
      throw new Complaint(1, `There is no interest ${interest}.`, {
        remedy: 'Make it: homing interests save.',
      })
    }
    outcomes.push({ kind: 'interest', interestId: found.id, points })
  }
  return outcomes
}

function ruleTable(rules: readonly Rule[], width: number | null): string {
  if (rules.length === 0) return 'There is no click rule.\n'
  return table<Rule>(
    [
      { title: 'ID', value: (rule) => String(rule.id), isFigure: true },
      { title: 'NAME', value: (rule) => rule.name },
      { title: 'LINKS THAT', value: conditionWords },
      { title: 'RAISE', value: (rule) => rule.outcomes.map(outcomeWords).join(', ') },
      { title: 'FROM', value: (rule) => rule.appliesFrom?.slice(0, 10) ?? 'the first' },
      { title: 'FIT', value: (rule) => number(rule.links), isFigure: true },
    ],
    rules,
    width,
  )
}

function conditionWords(rule: Rule): string {
  const parameter = rule.parameter && `?${rule.parameter}=${rule.parameterValue || '*'}`
  const campaign = rule.campaign === null ? '' : ` in ${rule.campaign}`
  return `${rule.host}${rule.path}${parameter}${campaign}`
}

function outcomeWords(outcome: Rule['outcomes'][number]): string {
  if (outcome.kind === 'tag') return `tag ${outcome.name}`
  const name = outcome.kind === 'interest' ? `interest ${outcome.interestId}` : outcome.name
  return `${name} (${outcome.points})`
}

interface Preview {
  fits: boolean | null
  links: number
  clicks: number
  addresses: number
  sample: { url: string; clicks: number }[]
}

function previewSheet(found: Preview): string {
  const tried = found.fits === null ? [] : [['This link', found.fits ? 'fits' : 'does not fit']]
  return sheet([
    ...(tried as [string, string][]),
    ['Links that fit', number(found.links)],
    ['Clicks so far', `${number(found.clicks)} by ${number(found.addresses)} addresses`],
    ...found.sample.map(({ url, clicks }): [string, string] => [number(clicks), url]),
  ])
}
