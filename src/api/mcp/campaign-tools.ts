import type { Call } from '../contract/client.ts'
import type { FIGURES } from '../contract/index.ts'
import type { Asked } from './ask.ts'
import { lookUp } from './look-up.ts'

/** Campaigns: figures, who is behind each, and how they agree with the ESP's own totals. */
export const campaignTools = [
  lookUp('campaigns.list', {
    name: 'list_campaigns',
    title: 'Campaigns',
    description:
      'Campaigns, newest sent first, each with its figures. search: part of a name or subject. '
      + 'audience: human counts people only, all counts machines too. sort: a figure sorts by its '
      + 'rate, by its count where it has none.',
  }),
  lookUp('campaigns.show', {
    name: 'show_campaign',
    title: "A campaign's figures",
    description:
      'Every figure of a campaign with its rate, what the rate is of, and as of when. figures '
      + 'count people; allFigures every open and click; esp is what the ESP tells.',
  }),
  lookUp('campaigns.compare', {
    name: 'campaigns_side_by_side',
    title: 'Campaigns side by side',
    description:
      'Two to eight campaigns (ids, with commas between) side by side and together: together adds '
      + 'counts up, and each rate is the ratio of these sums. best: the ids with the best rate.',
    reword: withoutCurves,
  }),
  lookUp('figures.list', {
    name: 'list_figures',
    title: 'What the figures mean',
    description:
      'Each figure: whom it counts, of what its rate is, what is left out, and how the connected '
      + 'e-mail services define their own.',
  }),
  lookUp('campaigns.log', {
    name: 'campaign_log',
    title: 'Who is behind a figure',
    description:
      'Exactly the recipients behind one figure of a campaign, newest first, with owner, first '
      + 'and last time, count, and detail (links clicked, bounce reason, opt-out reason).',
    count: countLog,
  }),
  lookUp('campaigns.log', {
    name: 'campaign_opt_outs',
    title: 'Who opted out from a campaign',
    description: 'Who opted out by a campaign, when, with the reason (detail) and the owner.',
    fixed: { figure: 'optOuts' },
    count: countLog,
  }),
  lookUp('campaigns.links', {
    name: 'campaign_links',
    title: "A campaign's links",
    description: 'Each link of a campaign with the people who clicked it and their clicks.',
  }),
  lookUp('campaigns.audience', {
    name: 'campaign_audience',
    title: 'Who was meant, and what became of them',
    description:
      'Of a campaign made in Homing: who was chosen, how many were skipped for which reason, '
      + 'sent to, missing. Null where nobody was chosen in Homing.',
  }),
  lookUp('campaigns.audienceRows', {
    name: 'campaign_audience_people',
    title: 'People behind one fate',
    description: 'Exactly the people behind one count of campaign_audience, each with the reason.',
    count: countChosen,
  }),
  lookUp('reconciliation.show', {
    name: 'compare_campaign',
    title: "Comparison with the ESP's totals",
    description:
      "Each of the ESP's totals of a campaign beside what is held here; every difference is "
      + 'split into parts with reasons that add up to it.',
  }),
  lookUp('reconciliation.list', {
    name: 'list_comparisons',
    title: 'Campaigns by agreement',
    description: "Campaigns by how they agree with the ESP's own totals, worst first.",
  }),
  lookUp('campaigns.freshness', {
    name: 'campaign_freshness',
    title: 'How fresh a campaign is',
    description: "How fresh a campaign's figures are, and how long the vendor keeps its feedback.",
  }),
]

/** Curves are for the eye: a hundred and more points a campaign. */
function withoutCurves(answer: unknown): unknown {
  const { curves: _, ...told } = answer as { curves: unknown }
  return told
}

/** The figure is its log: the campaign tells how many rows there are, unless some are left out. */
async function countLog(asked: Asked, call: Call): Promise<number | null> {
  const narrower = ['search', 'linkId', 'ruleId', 'bounceClass', 'bounceId', 'owner']
  if (narrower.some((field) => asked[field] !== undefined)) return null
  const campaignId = Number(asked['campaignId'])
  const { figures, allFigures } = await call('campaigns.show', { params: { campaignId } })
  const figure = asked['figure'] as (typeof FIGURES)[number]
  return (asked['audience'] === 'all' ? allFigures : figures)?.[figure]?.count ?? null
}

/** Everybody who was chosen, where no group of them is asked for. */
async function countChosen(asked: Asked, call: Call): Promise<number | null> {
  if (asked['group'] !== undefined || asked['reason'] !== undefined) return null
  const campaignId = Number(asked['campaignId'])
  const { proof } = await call('campaigns.audience', { params: { campaignId } })
  return proof?.chosen ?? null
}
