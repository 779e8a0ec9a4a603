import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { WEBHOOK_TYPES, type webhook, type webhookDelivery } from '../../api/contract/index.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Webhook = z.output<typeof webhook>
type Delivery = z.output<typeof webhookDelivery>
type WebhookType = Webhook['types'][number]

interface AddOptions {
  name?: string
  types?: WebhookType[]
}

function typesOption(): Option {
  return new Option(
    '--types <types...>',
    'what it is told of; alarms where nothing is said',
  ).choices(WEBHOOK_TYPES)
}

/** homing webhooks list | add | tell-of | deliveries | replay | rotate | test | pause | resume … */
export function webhookCommands(root: Command, cli: Cli): void {
  const group = root
    .command('webhooks')
    .description('other systems that are told of alarms, consent, addresses and events')
  group
    .command('list')
    .description('webhooks, and whether they work')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('webhooks.list', {})
      work.print(answer, () => webhookTable(answer.items, work.terminal.width))
    })
  group
    .command('add <url>')
    .description('add a webhook; its signing secret (Standard Webhooks) is shown this once')
    .option('--name <name>')
    .addOption(typesOption())
    .action(async (url: string, { name, types }: AddOptions, command: Command) => {
      const work = open(cli, command)
      const body = { url, ...(name !== undefined && { name }), ...(types && { types }) }
      const made = await work.call('webhooks.create', { body })
      work.print(made, () => `${made.secret}\n`)
      if (!work.asJson) work.terminal.err('Keep it now: it is not shown again.\n')
    })
  paged(group.command('deliveries').argument('<id>', 'as the list shows it', positive))
    .description('what was sent, newest first, with its outcome')
    .action(async (webhookId: number, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('webhooks.deliveries', { params: { webhookId }, query }),
      )
      const width = work.terminal.width
      work.print(page, () => deliveryTable(page.items, width) + foot(page, 'Nothing was sent yet.'))
    })
  oneWebhook(group, cli)
  newsOfWebhook(group, cli)
}

function newsOfWebhook(group: Command, cli: Cli): void {
  const on = (name: string) =>
    group.command(name).argument('<id>', 'as the list shows it', positive)
  on('tell-of')
    .description('choose what a webhook is told of')
    .addOption(typesOption().makeOptionMandatory())
    .action(async (webhookId: number, { types }: Required<AddOptions>, command: Command) => {
      const work = open(cli, command)
      const params = { webhookId }
      const changed = await work.call('webhooks.change', { params, body: { types } })
      work.print(changed, () => `${changed.name} is told of ${changed.types.join(', ')}.\n`)
    })
  on('replay')
    .description('tell it once more what became known since a moment, of the last 30 days')
    .requiredOption('--since <moment>', 'ISO 8601: 2026-05-03T09:00:00Z')
    .action(async (webhookId: number, { since }: { since: string }, command: Command) => {
      const work = open(cli, command)
      const params = { webhookId }
      const told = await work.call('webhooks.replay', { params, body: { since } })
      work.print(told, () => `${number(told.messages)} messages will be told once more.\n`)
    })
  on('rotate')
    .description('make a new signing secret; the one before it signs too for a day')
    .action(async (webhookId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const made = await work.call('webhooks.rotate', { params: { webhookId } })
      work.print(made, () => `${made.secret}\n`)
      if (!work.asJson) work.terminal.err('Keep it now: it is not shown again.\n')
    })
}

function oneWebhook(group: Command, cli: Cli): void {
  const on = (
    name: string,
    description: string,
    act: (work: Work, params: { webhookId: number }) => Promise<void>,
  ) =>
    group
      .command(name)
      .argument('<id>', 'as the list shows it', positive)
      .description(description)
      .action((webhookId: number, _: unknown, command: Command) =>
        act(open(cli, command), { webhookId }),
      )
  on('test', 'send a test message', async (work, params) => {
    const sent = await work.call('webhooks.test', { params })
    work.print(sent, () => `${sent.messageId} is on its way.\n`)
  })
  for (const [name, isPaused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    on(name, `${name} a webhook`, async (work, params) => {
      const changed = await work.call('webhooks.change', { params, body: { isPaused } })
      work.print(changed, () => `${changed.name} is ${changed.status}.\n`)
    })
  }
  on('remove', 'remove a webhook: its secret is destroyed', async (work, params) => {
    await work.call('webhooks.remove', { params })
    work.print(null, () => `Webhook ${params.webhookId} is removed.\n`)
  })
}

function webhookTable(items: readonly Webhook[], width: number | null): string {
  if (items.length === 0) return 'No webhook yet.\n'
  return table<Webhook>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'NAME', value: (item) => item.name },
      { title: 'STATUS', value: (item) => item.status },
      { title: 'DELIVERED', value: (item) => number(item.delivered), isFigure: true },
      { title: 'WAITING', value: (item) => number(item.waiting), isFigure: true },
      { title: 'FAILURES', value: (item) => number(item.failures), isFigure: true },
      { title: 'LAST TRY', value: (item) => item.lastTry?.outcome ?? '' },
      { title: 'URL', value: (item) => item.url },
    ],
    items,
    width,
  )
}

function deliveryTable(items: readonly Delivery[], width: number | null): string {
  if (items.length === 0) return ''
  return table<Delivery>(
    [
      { title: 'WRITTEN', value: (item) => moment(item.createdAt) },
      { title: 'TYPE', value: (item) => item.type },
      { title: 'STATUS', value: (item) => item.status },
      { title: 'TRIES', value: (item) => number(item.tries), isFigure: true },
      { title: 'NEXT TRY', value: (item) => moment(item.nextTryAt) },
      { title: 'OUTCOME', value: (item) => item.outcome },
    ],
    items,
    width,
  )
}
