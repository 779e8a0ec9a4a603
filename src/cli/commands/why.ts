import type { Command } from 'commander'
import { pickCampaign, pickPerson } from '../pick.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

/** homing why <person> [--campaign <id or name>] */
export function whyCommand(root: Command, cli: Cli): void {
  root
    .command('why <person>')
    .description('why a flag or a field of a person says what it says; or why they got a campaign')
    .option('--campaign <id or name>', 'why they got this campaign, or did not')
    .action(async (typed: string, options: { campaign?: string }, command: Command) => {
      const work = open(cli, command)
      const personId = await pickPerson(work.call, typed)
      const width = work.terminal.width
      if (options.campaign !== undefined) {
        const campaignId = await pickCampaign(work.call, options.campaign)
        const answer = await work.call('why.campaign', { params: { personId, campaignId } })
        const { name } = answer.campaign
        work.print(answer, () => `${name}: ${answer.sentence}\n${steps(answer.chain)}`)
        return
      }
      const answer = await work.call('why.person', { params: { personId } })
      work.print(answer, () => {
        const flags = answer.flags.map((flag) => {
          const name = [flag.flag.replaceAll('_', ' '), flag.subject].filter(Boolean).join(': ')
          return `${name}: ${flag.isSet ? 'yes' : 'no'}. ${flag.sentence}\n${steps(flag.chain)}`
        })
        const fields = table(
          [
            { title: 'FIELD', value: (row) => row.label },
            { title: 'SAYS', value: (row) => row.value },
            { title: 'WRITTEN BY', value: (row) => row.writtenBy },
            { title: 'WHEN', value: (row) => moment(row.at) },
            { title: 'BEFORE', value: (row) => row.before[0]?.value ?? '' },
          ],
          answer.fields,
          width,
        )
        return `${flags.join('\n')}\n${fields}`
      })
    })
}

/** A sentence may be long: none is cut off. */
function steps(chain: readonly { at: string; sentence: string }[]): string {
  return chain.map((step) => `  ${moment(step.at)}  ${step.sentence}\n`).join('')
}
