import { Button, Chip, Group, Pill, Stack, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { usePages } from '../api.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useReach } from '../pieces/useReach.ts'
import { useWalk } from '../pieces/useWalk.ts'
import { HappeningLine } from './HappeningLine.tsx'
import { KINDS } from './kinds.ts'
import { groupTimeline, type Entry, type Month } from './timeline.ts'
import classes from './Timeline.module.css'

interface TimelineProps {
  personId: number
  kind: string | undefined
  campaignId: string | undefined
  channel: string | undefined
}

/** Everything that happened, newest first, over all addresses; repeats on one line. */
export function Timeline({ personId, kind, campaignId, channel }: TimelineProps) {
  const entries = usePages('people.timeline', {
    params: { personId },
    query: {
      kind: isKind(kind) ? kind : undefined,
      campaignId: campaignId ? Number(campaignId) : undefined,
      channel: isChannel(channel) ? channel : undefined,
      limit: 200,
    },
  })
  const frame = useRef<HTMLDivElement>(null)
  const viewport = useRef<HTMLElement>(null)
  const end = useReach(viewport, entries.more)
  useWalk(frame)

  const months = groupTimeline(entries.rows)
  const campaign = campaignId ? entries.rows[0]?.campaign.name : undefined
  return (
    <Stack gap="md">
      <TimelineFilters {...{ personId, kind, campaignId, channel, campaign }} />
      {entries.error && <ErrorNotice error={entries.error} onRetry={entries.retry} />}
      {entries.isPending && !entries.error && <LinesSkeleton lines={6} />}
      {!entries.isPending && months.length === 0 && (
        <EmptyState
          title={
            kind || campaignId || channel ? 'Nothing of this kind' : 'Nothing has happened yet'
          }
        >
          Whatever this person does with a campaign comes home here: sent, opened, clicked, bounced.
        </EmptyState>
      )}
      <div ref={frame} data-walk>
        {months.map((month, place) => (
          <MonthOfHappenings
            key={month.startsAt.getTime()}
            month={month}
            isOpenEnded={entries.more.has && place === months.length - 1}
          />
        ))}
      </div>
      {entries.more.has && (
        <Group ref={end} justify="center">
          <Button
            variant="subtle"
            size="xs"
            onClick={entries.more.load}
            loading={entries.more.isLoading}
          >
            Load earlier
          </Button>
        </Group>
      )}
    </Stack>
  )
}

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' })

function MonthOfHappenings({ month, isOpenEnded }: { month: Month; isOpenEnded: boolean }) {
  return (
    <section className={classes.month}>
      <Title order={3} c="dimmed" fw={500}>
        {monthName.format(month.startsAt)}
      </Title>
      <ul className={classes.list}>
        {month.happenings.map((happening) => (
          <HappeningLine key={happening.key} happening={happening} isOpenEnded={isOpenEnded} />
        ))}
      </ul>
    </section>
  )
}

interface TimelineFiltersProps extends TimelineProps {
  campaign: string | undefined
}

function TimelineFilters(props: TimelineFiltersProps) {
  const { personId, kind, campaignId, channel, campaign } = props
  const navigate = useNavigate()
  const show = (search: { kind?: string; campaignId?: string; channel?: string }) =>
    void navigate({
      to: '/people/$personId',
      params: { personId: String(personId) },
      search: { kind, campaignId, channel, ...search },
      replace: true,
    })
  return (
    <Group gap="xs" role="group" aria-label="Kinds of event">
      <Chip.Group
        multiple={false}
        value={kind ?? 'all'}
        onChange={(next) => show({ kind: next === 'all' ? undefined : next })}
      >
        <Chip value="all" size="xs">
          Everything
        </Chip>
        {Object.entries(KINDS).map(([name, { plural }]) => (
          <Chip key={name} value={name} size="xs">
            {plural}
          </Chip>
        ))}
      </Chip.Group>
      <Chip.Group
        multiple={false}
        value={isChannel(channel) ? channel : 'both'}
        onChange={(next) => show({ channel: next === 'both' ? undefined : next })}
      >
        {Object.entries(CHANNELS).map(([name, title]) => (
          <Chip key={name} value={name} size="xs">
            {title}
          </Chip>
        ))}
      </Chip.Group>
      {campaignId && (
        <Pill
          withRemoveButton
          removeButtonProps={{ 'aria-label': 'Every campaign', tabIndex: 0 }}
          onRemove={() => show({ campaignId: undefined })}
        >
          {campaign ?? 'one campaign'}
        </Pill>
      )}
    </Group>
  )
}

const CHANNELS = { both: 'E-mail and fax', email: 'E-mail', fax: 'Fax' }

function isChannel(channel: string | undefined): channel is Entry['channel'] {
  return channel === 'email' || channel === 'fax'
}

function isKind(kind: string | undefined): kind is Entry['kind'] {
  return kind !== undefined && kind in KINDS
}
