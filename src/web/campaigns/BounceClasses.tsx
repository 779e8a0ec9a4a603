import { Text, Title } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import classes from './campaign.module.css'
import { BOUNCE_CLASSES, bounceCodes, bounceWords, countedAddresses } from './figures.ts'
import type { BounceCode, PanelProps } from './useWindow.ts'

/** Bounces by class, with the service's own codes below: each class a door to its addresses. */
export function BounceClasses({ campaign, window }: Pick<PanelProps, 'campaign' | 'window'>) {
  const present = BOUNCE_CLASSES.map((name) => ({
    name,
    codes: (campaign.bounceClasses ?? []).filter((row) => row.class === name),
  })).filter(({ codes }) => codes.length > 0)
  if (present.length === 0) return null
  const words = bounceWords(campaign)
  return (
    <section aria-labelledby="bounce-classes">
      <Title order={2} id="bounce-classes" mb="sm">
        {campaign.channel === 'fax' ? t`Why calls failed` : t`Why mail came back`}
      </Title>
      <ul className={classes.rows}>
        {present.map(({ name, codes }) => {
          const count = codes.reduce((sum, code) => sum + code.count, 0)
          return (
            <li key={name}>
              <Text size="sm" fw={500}>
                <CampaignDoor
                  campaignId={campaign.id}
                  figure="bounces"
                  value={{ count }}
                  audience={window.audience}
                  filter={{ bounceClass: name }}
                >
                  {words[name].label}: {countedAddresses(campaign, count)}
                </CampaignDoor>
              </Text>
              <Text size="xs" c="dimmed">
                {words[name].meaning}
              </Text>
              <Text size="xs" c="dimmed">
                {codes.map((code) => codeWords(code, campaign.channel)).join(' · ')}
              </Text>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function codeWords(row: BounceCode, channel: PanelProps['campaign']['channel']): string {
  const note = said(row.note)
  if (channel === 'fax') return `${note || bounceCodes(row)}: ${wholeNumber(row.count)}`
  return `${note || t`code`} (${bounceCodes(row)}): ${wholeNumber(row.count)}`
}
