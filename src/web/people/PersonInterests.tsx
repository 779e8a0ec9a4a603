import { Button, Group, Select, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { locale } from '../languages/catalog.ts'
import { jt, t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'

type Found = AnswerTo<'interests.ofPerson'>
type Interest = Found['interests'][number]
type Action = Found['actions'][number]

/** What a person is interested in, each point explained; and what else the clicks raised. */
export function PersonInterests({ personId }: { personId: number }) {
  const may = useMay()
  const { data, error, refetch } = useAnswer('interests.ofPerson', { params: { personId } })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={6} />
  return (
    <Stack gap="lg">
      {may('edit_people') && <StateInterest personId={personId} />}
      {data.tags.length > 0 && (
        <Group gap={4}>
          {data.tags.map((tag) => (
            <StateBadge key={tag} tone="plain">
              {tag}
            </StateBadge>
          ))}
        </Group>
      )}
      {data.interests.length === 0 && (
        <EmptyState title={t`No interest is known`}>
          {t`Clicks show interests by the click rules (Settings); a colleague may state one here.`}
        </EmptyState>
      )}
      {data.interests.map((interest) => (
        <Explained key={interest.id} {...{ personId, interest }} />
      ))}
      {data.actions.length > 0 && (
        <section>
          <Title order={2} mb="xs">
            {t`Actions`}
          </Title>
          <DataTable
            label={t`Actions`}
            columns={actionColumns}
            rows={data.actions}
            rowKey={(row) => `${row.at} ${row.rule} ${row.kind} ${row.name} ${row.link}`}
          />
        </section>
      )}
      {!data.isAll && (
        <Text size="sm" c="dimmed">
          {t`Only the newest clicks are looked at; older ones are hardly worth anything.`}
        </Text>
      )}
    </Stack>
  )
}

function Explained({ personId, interest }: { personId: number; interest: Interest }) {
  return (
    <section aria-label={interest.name}>
      <Group gap="xs">
        <Title order={2}>
          {interest.name}: {tenths(interest.score)}
        </Title>
        {interest.isStated && <StateBadge tone="good">{t`stated`}</StateBadge>}
      </Group>
      <Text size="xs" c="dimmed" mb={4}>
        {t`points are worth half after ${interest.halfLifeDays} days`}
      </Text>
      <ul>
        {interest.evidence.map((one, place) => (
          <li key={`${one.at} ${place}`}>
            <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>
              <Evidence one={one} />: {worthWords(one)}
            </Text>{' '}
            {one.statedId !== null && <Withdraw {...{ personId, statedId: one.statedId }} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Evidence({ one }: { one: Interest['evidence'][number] }) {
  if (one.rule === null) {
    return (
      <>
        {jt`Stated by ${one.statedBy} ${(<Moment at={one.at} />)}`}
        {one.note && `: “${one.note}”`}
      </>
    )
  }
  const campaign = (
    <TextLink
      to="/campaigns/$campaignId"
      params={{ campaignId: String(one.campaign!.id) }}
      size="sm"
      underline="always"
    >
      {one.campaign!.name}
    </TextLink>
  )
  return <>{jt`${one.rule}, clicked ${one.link} in ${campaign} ${(<Moment at={one.at} />)}`}</>
}

/** 12.5, with the place even where it is 0. */
function tenths(points: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 }
  return new Intl.NumberFormat(locale(), digits).format(points)
}

function worthWords({ points, worth }: Interest['evidence'][number]): string {
  return t`${points} points, now ${tenths(worth)}`
}

function Withdraw(params: { personId: number; statedId: number }) {
  const may = useMay()
  const withdraw = useChange('interests.withdraw', ['interests.ofPerson'])
  if (!may('edit_people')) return null
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      loading={withdraw.isPending}
      onClick={() => withdraw.mutate({ params }, { onError: notifyRefusal })}
    >
      {t`Take back`}
    </Button>
  )
}

function StateInterest({ personId }: { personId: number }) {
  const { data } = useAnswer('interests.list', {})
  const [code, setCode] = useState<string | null>(null)
  const state = useChange('interests.state', ['interests.ofPerson'])
  if (!data || data.items.length === 0) return null
  return (
    <Group align="end" gap="sm">
      <Select
        label={t`Is interested in`}
        w={260}
        clearable
        searchable
        data={data.items.map((one) => ({ value: one.code, label: one.name }))}
        value={code}
        onChange={setCode}
      />
      <Button
        variant="default"
        disabled={code === null}
        loading={state.isPending}
        onClick={() =>
          state.mutate(
            { params: { personId }, body: { code: code! } },
            { onError: notifyRefusal, onSuccess: () => setCode(null) },
          )
        }
      >
        {t`State it`}
      </Button>
    </Group>
  )
}

const actionColumns: Column<Action>[] = [
  { id: 'name', header: t`Action`, width: 160, cell: (row) => row.name },
  { id: 'at', header: t`When`, cell: (row) => <Moment at={row.at} /> },
  { id: 'points', header: t`Points`, isFigure: true, cell: (row) => row.points },
  { id: 'rule', header: t`Rule`, width: 140, cell: (row) => row.rule },
  { id: 'link', header: t`Link`, width: 240, cell: (row) => row.link },
  { id: 'campaign', header: t`Campaign`, width: 160, cell: (row) => row.campaign.name },
]
