/**
 * Sees that standard output of the demo was one JSON document, and that it makes sense: every
 * campaign that was sent, each with events and, where the ESP tells a total, the same one. With --crm after the
 * file: that the people came from a CRM, which was told of opt-outs.
 */
import { readFileSync } from 'node:fs'

const FIGURES = [
  ...['sent', 'delivered', 'opens', 'uniqueOpens', 'clicks', 'uniqueClicks'],
  ...['forwards', 'bounces', 'optOuts'],
]

const wrong = []
const must = (isSo, sentence) => isSo || wrong.push(sentence)
const result = JSON.parse(readFileSync(process.argv[2], 'utf8'))

must(Number.isInteger(result.events) && result.events > 1000, `events: ${result.events}`)
must(result.seconds > 0, `seconds: ${result.seconds}`)
must(result.people?.optedOut > 0, `optedOut: ${result.people?.optedOut}`)
must(result.people?.invalidAddresses > 0, `invalidAddresses: ${result.people?.invalidAddresses}`)
must(result.campaignsSent > 0, `campaignsSent: ${result.campaignsSent}`)
must(
  result.campaigns?.length === result.campaignsSent,
  `campaigns: ${result.campaigns?.length}, but the ESP sent ${result.campaignsSent}`,
)
for (const campaign of result.campaigns ?? []) {
  for (const figure of FIGURES) {
    const ours = campaign[figure]
    const theirs = campaign.esp?.[figure]
    must(Number.isInteger(ours) && ours >= 0, `${campaign.name}, ${figure}: ${ours}`)
    must(
      theirs === undefined || theirs === ours,
      `${campaign.name}, ${figure}: ${ours}, but the ESP says ${theirs}`,
    )
  }
  must(campaign.sent > 0 && campaign.opens > 0, `${campaign.name}: nothing came home`)
}

if (process.argv.includes('--crm')) {
  for (const figure of ['people', 'organizations', 'activities', 'optedOut', 'invalid']) {
    const found = result.crm?.[figure]
    must(Number.isInteger(found) && found > 0, `crm, ${figure}: ${found}`)
  }
}

for (const sentence of wrong) process.stderr.write(`The demo's result is wrong: ${sentence}\n`)
if (wrong.length === 0) process.stderr.write(`The demo brought ${result.events} events home.\n`)
process.exitCode = wrong.length === 0 ? 0 : 1
