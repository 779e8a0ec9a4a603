import type { Command } from 'commander'
import type { z } from 'zod'
import type { audienceProof } from '../../api/contract/index.ts'
import { download } from '../download.ts'
import { pickCampaign } from '../pick.ts'
import { sheet } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Proof = z.output<typeof audienceProof>

/** homing campaigns audience */
export function audienceCommand(campaigns: Command, cli: Cli): void {
  campaigns
    .command('audience <campaign>')
    .description('whom it was meant for, who was skipped and why, and what became of each')
    .option('--csv', 'everybody, as CSV')
    .option('--out <file>', 'the CSV into a file')
    .action(async (typed: string, options: { csv?: boolean; out?: string }, command: Command) => {
      const work = open(cli, command)
      const params = { campaignId: await pickCampaign(work.call, typed) }
      if (options.csv === true || options.out !== undefined) {
        const file = await work.call('campaigns.audienceCsv', { params, query: {} })
        return download(file, work.terminal, options.out)
      }
      const answer = await work.call('campaigns.audience', { params })
      work.print(answer, () =>
        answer.proof === null
          ? 'Nobody was frozen for it: that happens when it is scheduled here.\n'
          : proofSheet(answer.proof),
      )
    })
}

const LOOKS: Record<Proof['look'], string> = {
  first: 'the first look',
  second: 'the second look, right before it was to be sent',
  missed: 'the first look; the second was not made in time',
}

function proofSheet(proof: Proof): string {
  const found: [string, number][] = [
    ['Must not get it', proof.barred],
    ['Strangers', proof.strangers],
    ['Strangers sent', proof.strangersSent],
  ]
  return sheet([
    ['Frozen', proof.frozenAt === null ? 'not yet' : moment(proof.frozenAt)],
    ['Lists read', proof.readAt === null ? 'not yet' : moment(proof.readAt)],
    ['By', LOOKS[proof.look]],
    ['Chosen', number(proof.chosen)],
    ['Meant', number(proof.intended)],
    ...proof.counts.map(({ fate, reason, count, sentence }): [string, string] => [
      reason === '' ? fate : `${fate}: ${reason}`,
      `${number(count)}  ${sentence}`,
    ]),
    ...found.map(([label, count]): [string, string] => [label, number(count)]),
    ...(proof.listKept === '' ? [] : ([['List left there', proof.listKept]] as [string, string][])),
    ...(proof.takenBack === '' ? [] : ([['Taken back', proof.takenBack]] as [string, string][])),
  ])
}
