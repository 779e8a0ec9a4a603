import { Button, Group, Stack, Title } from '@mantine/core'
import { useRef, type ReactNode } from 'react'
import { usePages } from '../api.ts'
import { locale } from '../languages/catalog.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useLasting } from '../pieces/useLasting.ts'
import { useReach } from '../pieces/useReach.ts'
import { useWalk } from '../pieces/useWalk.ts'
import { HappeningLine } from './HappeningLine.tsx'
import { groupTimeline, type Entry, type Month } from './timeline.ts'
import classes from './Timeline.module.css'
import { PersonFilter, TimelineFilters } from './TimelineFilters.tsx'
import { idOf, isNarrowed, timelineQuery, type TimelineSearch } from './timelineSearch.ts'

const PAGE_ENTRIES = 200

interface Narrowing {
  search: TimelineSearch
  /** Changes what is named, and leaves the rest. */
  show: (part: TimelineSearch) => void
}

/** Everything that happened to one person, newest first, over all addresses. */
export function PersonTimeline({ personId, ...narrowing }: Narrowing & { personId: number }) {
  const entries = usePages('people.timeline', {
    params: { personId },
    query: { ...timelineQuery(narrowing.search), limit: PAGE_ENTRIES },
  })
  return (
    <Timeline {...narrowing} entries={entries}>
      {t`Whatever this person does with a campaign comes home here: sent, opened, clicked,
        bounced.`}
    </Timeline>
  )
}

/** The same over all people of a company or a household, and who of them it was. */
export function OrganizationTimeline(props: Narrowing & { organizationId: number }) {
  const { organizationId, ...narrowing } = props
  const { search, show } = narrowing
  const entries = usePages('organizations.timeline', {
    params: { organizationId },
    query: { ...timelineQuery(search), personId: idOf(search.person), limit: PAGE_ENTRIES },
  })
  const person = (
    <PersonFilter
      organizationId={organizationId}
      person={search.person}
      onChoose={(id) => show({ person: id })}
    />
  )
  return (
    <Timeline {...narrowing} entries={entries} filter={person}>
      {t`Whatever its people do with a campaign comes home here: sent, opened, clicked, bounced.`}
    </Timeline>
  )
}

interface TimelineProps extends Narrowing {
  entries: Omit<ReturnType<typeof usePages<'people.timeline'>>, 'rows'> & { rows: Entry[] }
  filter?: ReactNode
  /** What an empty one means. */
  children: ReactNode
}

function Timeline({ entries, search, show, filter, children }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null)
  const viewport = useRef<HTMLElement>(null)
  const end = useReach(viewport, entries.more)
  useWalk(frame)

  const isDimmed = useLasting(entries.isStale)
  const months = groupTimeline(entries.rows)
  const campaign = search.campaignId ? entries.rows[0]?.campaign.name : undefined
  return (
    <Stack gap="md">
      <TimelineFilters {...{ search, show, campaign }}>{filter}</TimelineFilters>
      {entries.error && <ErrorNotice error={entries.error} onRetry={entries.retry} />}
      {entries.isPending && !entries.error && <LinesSkeleton lines={6} />}
      {!entries.isPending && months.length === 0 && (
        <EmptyState
          title={isNarrowed(search) ? t`Nothing fits these filters` : t`Nothing has happened yet`}
        >
          {children}
        </EmptyState>
      )}
      <div ref={frame} data-walk className={classes.frame} data-stale={isDimmed || undefined}>
        {months.map((month, place) => (
          <MonthOfHappenings
            key={month.startsAt.getTime()}
            month={month}
            isOpenEnded={entries.more.has && place === months.length - 1}
            onlyCampaign={(id) => show({ campaignId: String(id) })}
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
            {t`Load earlier`}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

const monthName = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' })

interface MonthProps {
  month: Month
  isOpenEnded: boolean
  onlyCampaign: (campaignId: number) => void
}

function MonthOfHappenings({ month, isOpenEnded, onlyCampaign }: MonthProps) {
  return (
    <section className={classes.month}>
      <Title order={2} size="h3" c="dimmed" fw={500}>
        {monthName.format(month.startsAt)}
      </Title>
      <ul className={classes.list}>
        {month.happenings.map((happening) => (
          <HappeningLine
            key={happening.key}
            happening={happening}
            isOpenEnded={isOpenEnded}
            onlyCampaign={onlyCampaign}
          />
        ))}
      </ul>
    </section>
  )
}
