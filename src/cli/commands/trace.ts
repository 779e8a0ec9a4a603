import type { Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { pickCampaign, pickPerson } from '../pick.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

interface TraceOptions extends PageOptions {
  person?: string
  campaign?: string
}

/** homing trace <event> | --person <id or address> */
export function traceCommand(root: Command, cli: Cli): void {
  paged(root.command('trace [event]'))
    .description("the stations of an event's way; with --person, the events there are to trace")
    .option('--person <id or address>', 'list the events of a person with their ids')
    .option('--campaign <id or name>', 'of this campaign only')
    .action(async (event: string | undefined, options: TraceOptions, command: Command) => {
      const work = open(cli, command)
      if (event !== undefined) return showTrace(work, event)
      if (options.person === undefined) {
        throw new Complaint(2, 'Name an event, or a person with --person.', {
          remedy: 'homing trace --person ada@example.com shows the ids of the events.',
        })
      }
      await listEvents(work, options.person, options)
    })
}

async function showTrace(work: Work, eventId: string): Promise<void> {
  const trace = await work.call('events.trace', { params: { eventId } })
  const title = `${trace.kind} of ${trace.campaign.name} at ${trace.address}\n\n`
  work.print(trace, () => title + stationTable(trace.stations, work.terminal.width))
}

async function listEvents(work: Work, person: string, options: TraceOptions): Promise<void> {
  const params = { personId: await pickPerson(work.call, person) }
  const only =
    options.campaign === undefined
      ? {}
      : { campaignId: await pickCampaign(work.call, options.campaign) }
  const page = await readPages(options, (query) =>
    work.call('people.timeline', { params, query: { ...query, ...only } }),
  )
  work.print(
    page,
    () => eventTable(page.items, work.terminal.width) + foot(page, 'Nothing has happened yet.'),
  )
}

interface Station {
  name: string
  at: string | null
  sentence: string
}

/** A sentence may be long: a station is two lines, so that no word is cut off. */
function stationTable(stations: readonly Station[], width: number | null): string {
  const heads = table<Station>(
    [
      { title: 'STATION', value: (station) => station.name },
      { title: 'WHEN', value: (station) => moment(station.at) },
    ],
    stations,
    width,
  ).split('\n')
  const lines = stations.map(({ sentence }, at) => `${heads[at + 1]}\n    ${sentence}\n`)
  return `${heads[0]}\n${lines.join('')}`
}

interface Event {
  id: string
  occurredAt: string
  kind: string
  campaign: { name: string }
  address: string
}

function eventTable(events: readonly Event[], width: number | null): string {
  if (events.length === 0) return ''
  return table<Event>(
    [
      { title: 'WHEN', value: (event) => moment(event.occurredAt) },
      { title: 'KIND', value: (event) => event.kind },
      { title: 'EVENT', value: (event) => event.id },
      { title: 'ADDRESS', value: (event) => event.address },
      { title: 'CAMPAIGN', value: (event) => event.campaign.name },
    ],
    events,
    width,
  )
}
