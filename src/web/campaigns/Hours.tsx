import { Group, SegmentedControl, Text, Title } from '@mantine/core'
import { useState, type CSSProperties } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import classes from './Hours.module.css'
import { HOURS, WEEKDAYS, weekOf } from './week.ts'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

type Kind = 'opens' | 'clicks'

/** The hours of the week at which it is opened and clicked, by the viewer's clock. */
export function Hours({ campaign, window }: PanelProps) {
  const [kind, setKind] = useState<Kind>('opens')
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
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
            Hours of the week
          </Title>
          <Text size="sm" c="dimmed">
            When it is {kind === 'opens' ? 'opened' : 'clicked'}, every time counted; hours of{' '}
            {zone.replaceAll('_', ' ')}.
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label="What the hours count"
          value={kind}
          onChange={(word) => setKind(word as Kind)}
          data={[
            { value: 'opens', label: 'Opens' },
            { value: 'clicks', label: 'Clicks' },
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
        {kind === 'opens' ? 'No open has come home yet.' : 'No click has come home yet.'}
      </Text>
    )
  }
  return (
    <>
      <Text size="sm" mb="xs">
        Most on {WEEKDAYS[peak.weekday - 1]} from {peak.hour} to {peak.hour + 1}:{' '}
        {counted(most, kind === 'opens' ? 'open' : 'click')}.
      </Text>
      <div className={classes.frame} tabIndex={0} role="region" aria-label="Table of the hours">
        <table className={classes.week}>
          <thead>
            <tr>
              <th scope="col">
                <span className={classes.unseen}>Day</span>
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
                <th scope="row">{WEEKDAYS[day]!.slice(0, 3)}</th>
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
