import { Group, SegmentedControl, Text, Title } from '@mantine/core'
import { useState, type CSSProperties } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import classes from './Hours.module.css'
import { HOURS, WEEKDAYS, WEEKDAYS_SHORT, weekOf } from './week.ts'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

type Kind = 'opens' | 'clicks'

/** The hours of the week at which it is opened and clicked, by the viewer's clock. */
export function Hours({ campaign, window }: PanelProps) {
  const [kind, setKind] = useState<Kind>('opens')
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const place = zone.replaceAll('_', ' ')
  const { data, error, refetch } = useAnswer(
    'campaigns.hours',
    { params: { campaignId: campaign.id }, query: { zone, audience: window.audience } },
    { every: paceOf(campaign) },
  )
  return (
    <section aria-labelledby="hours">
      <Group justify="space-between" align="flex-start" mb="sm">
        <div>
          <Title order={2} id="hours">
            {t`Hours of the week`}
          </Title>
          <Text size="sm" c="dimmed">
            {kind === 'opens'
              ? t`When it is opened, every time counted; hours of ${place}.`
              : t`When it is clicked, every time counted; hours of ${place}.`}
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label={t`What the hours count`}
          value={kind}
          onChange={(word) => setKind(word as Kind)}
          data={[
            { value: 'opens', label: t`Opens` },
            { value: 'clicks', label: t`Clicks` },
          ]}
        />
      </Group>
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LinesSkeleton lines={8} />}
      {data && <Week items={data.items} kind={kind} />}
    </section>
  )
}

function Week({ items, kind }: { items: AnswerTo<'campaigns.hours'>['items']; kind: Kind }) {
  const { cells, most, peak } = weekOf(items, kind)
  if (peak === null) {
    return (
      <Text size="sm" c="dimmed">
        {kind === 'opens' ? t`No open has come home yet.` : t`No click has come home yet.`}
      </Text>
    )
  }
  const peakDay = WEEKDAYS[peak.weekday - 1]!
  const peakSum = kind === 'opens' ? counted(most, 'open') : counted(most, 'click')
  return (
    <>
      <Text size="sm" mb="xs">
        {t`Most on ${peakDay} from ${peak.hour} to ${peak.hour + 1}: ${peakSum}.`}
      </Text>
      <div className={classes.frame} tabIndex={0} role="region" aria-label={t`Table of the hours`}>
        <table className={classes.week}>
          <thead>
            <tr>
              <th scope="col">
                <span className={classes.unseen}>{t`Day`}</span>
              </th>
              {HOURS.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((hours, day) => (
              <tr key={WEEKDAYS[day]}>
                <th scope="row">{WEEKDAYS_SHORT[day]}</th>
                {hours.map((count, hour) => (
                  <td key={hour} style={{ '--share': count / most } as CSSProperties}>
                    {count === 0 ? '' : wholeNumber(count)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
