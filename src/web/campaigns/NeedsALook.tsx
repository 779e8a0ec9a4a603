import { Stack, Text, Title } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { CampaignDoor } from './CampaignDoor.tsx'
import classes from './campaign.module.css'
import { ContactName } from './ContactName.tsx'
import type { FigureName } from './figures.ts'
import { paceOf } from './paces.ts'
import type { Campaign, PanelProps } from './useWindow.ts'
import type { Window } from './window.ts'

/** Names shown before the door to all of them. */
const SHOWN_MAX = 4

/** Addresses to correct, and opt-outs with the reasons people gave. */
export function NeedsALook({ campaign }: Pick<PanelProps, 'campaign'>) {
  const hard = (campaign.bounceClasses ?? [])
    .filter((row) => row.class === 'hard')
    .reduce((sum, row) => sum + row.count, 0)
  const isFax = campaign.channel === 'fax'
  const optOuts = campaign.figures.optOuts?.count ?? 0
  const complaints = campaign.figures.complaints?.count ?? 0
  return (
    <section aria-labelledby="look">
      <Title order={2} id="look" mb="sm">
        {t`Who needs a look`}
      </Title>
      {hard + optOuts + complaints === 0 && (
        <Text size="sm" c="dimmed">
          {isFax
            ? t`Nobody: no fax number to correct.`
            : t`Nobody, of what you may see: no address to correct, no opt-out, no complaint.`}
        </Text>
      )}
      <Stack gap="md">
        <Some
          {...{ campaign, figure: 'bounces', count: hard, filter: { bounceClass: 'hard' } }}
          title={isFax ? faxesToCorrect(hard) : bouncesToCorrect(hard)}
          isToCorrect
        />
        <Some
          {...{ campaign, figure: 'optOuts', count: optOuts }}
          title={plural(
            optOuts,
            msg`${wholeNumber(optOuts)} person opted out`,
            msg`${wholeNumber(optOuts)} people opted out`,
          )}
        />
        <Some
          {...{ campaign, figure: 'complaints', count: complaints }}
          title={plural(
            complaints,
            msg`${wholeNumber(complaints)} person reported it as spam`,
            msg`${wholeNumber(complaints)} people reported it as spam`,
          )}
        />
      </Stack>
    </section>
  )
}

function bouncesToCorrect(count: number): string {
  return plural(
    count,
    msg`${wholeNumber(count)} hard bounce to correct`,
    msg`${wholeNumber(count)} hard bounces to correct`,
  )
}

function faxesToCorrect(count: number): string {
  return plural(
    count,
    msg`${wholeNumber(count)} fax number to correct`,
    msg`${wholeNumber(count)} fax numbers to correct`,
  )
}

interface SomeProps {
  campaign: Campaign
  figure: FigureName
  count: number
  title: string
  filter?: Partial<Pick<Window, 'bounceClass'>>
  isToCorrect?: boolean
}

function Some({ campaign, figure, count, title, filter, isToCorrect = false }: SomeProps) {
  const { rows } = usePages(
    'campaigns.log',
    {
      params: { campaignId: campaign.id },
      query: { figure, audience: 'human', limit: SHOWN_MAX, bounceClass: filter?.bounceClass },
    },
    { isWanted: count > 0, every: paceOf(campaign) },
  )
  if (count === 0) return null
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        <CampaignDoor
          {...{ campaignId: campaign.id, figure, filter }}
          value={{ count }}
          audience="human"
        >
          {title}
        </CampaignDoor>
      </Text>
      <ul className={classes.rows}>
        {rows.slice(0, SHOWN_MAX).map((row) => (
          <li key={row.addressId}>
            <Contact row={row} isToCorrect={isToCorrect} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Why mail came back is the server's sentence; why somebody left, that person's own. */
function reasonOf({ detail }: RowOf<'campaigns.log'>, isBounce: boolean): string {
  if (detail === null) return t`no reason given`
  return isBounce ? said(detail) : detail
}

function Contact({ row, isToCorrect }: { row: RowOf<'campaigns.log'>; isToCorrect: boolean }) {
  return (
    <>
      <Text size="sm" component="div">
        <ContactName row={row} />
        {isToCorrect && row.person && !row.isValid && (
          <>
            {' · '}
            <TextLink
              size="sm"
              underline="always"
              to="/people/$personId"
              params={{ personId: String(row.person.id) }}
              aria-label={t`Correct ${row.address ?? row.person.name}`}
            >
              {t`correct…`}
            </TextLink>
          </>
        )}
      </Text>
      <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
        {row.person && row.address !== null ? `${row.address} · ` : ''}
        {reasonOf(row, isToCorrect)}
      </Text>
    </>
  )
}
