import { Drawer, Group, Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, usePages } from '../api.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { OneSchedule } from './OneSchedule.tsx'
import { FORMATS, LAST, rhythmWords, type Schedule } from './schedules.ts'

const EVERY_MS = 10_000

/** Views that are sent by e-mail: when, to whom, and what became of it. */
export default function SentViewsScreen() {
  const [openId, setOpenId] = useState<number | null>(null)
  const schedules = usePages('viewSchedules.list', { query: { limit: 100 } }, { every: EVERY_MS })
  const open = schedules.rows.find(({ id }) => id === openId)
  return (
    <>
      <PageHeader
        title="Sent by e-mail"
        sub="Each is made when it is due, of what its owner may see then."
        actions={
          <ButtonLink to="/views" variant="default">
            All views
          </ButtonLink>
        }
      />
      <Outside />
      {schedules.error ? (
        <ErrorNotice error={schedules.error} onRetry={schedules.retry} />
      ) : (
        <DataTable
          label="Views sent by e-mail"
          columns={COLUMNS}
          rowKey={({ id }) => id}
          onOpen={({ id }) => setOpenId(id)}
          empty={
            <EmptyState
              title="No view is sent yet"
              action={<ButtonLink to="/views">Choose a view</ButtonLink>}
            >
              Open a view and press “Send by e-mail…”: it comes as a workbook, PDF or CSV, every
              day, week or month.
            </EmptyState>
          }
          {...schedules}
        />
      )}
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpenId(null)}
        position="right"
        size="lg"
        title={open?.viewName}
      >
        {open && <OneSchedule key={open.version} schedule={open} onEnded={() => setOpenId(null)} />}
      </Drawer>
    </>
  )
}

const COLUMNS: Column<Schedule>[] = [
  {
    id: 'view',
    header: 'View',
    width: 220,
    cell: ({ viewId, viewName }) => (
      <TextLink to="/views/$viewId" params={{ viewId }} size="sm" fw={500}>
        {viewName}
      </TextLink>
    ),
  },
  { id: 'when', header: 'When', width: 190, cell: rhythmWords },
  {
    id: 'as',
    header: 'As',
    cell: ({ format }) => FORMATS.find(({ value }) => value === format)!.label,
  },
  {
    id: 'to',
    header: 'To',
    width: 180,
    cell: ({ readers }) => {
      const shown = readers.slice(0, 3).map(({ name }) => name)
      const more = readers.length - shown.length
      return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
    },
  },
  { id: 'owner', header: 'Owner', cell: ({ owner }) => owner },
  {
    id: 'last',
    header: 'Last',
    width: 150,
    cell: ({ last }) =>
      last === null ? (
        <Text size="sm" c="dimmed">
          not yet
        </Text>
      ) : (
        <Group gap={6} wrap="nowrap">
          <StateBadge tone={LAST[last.status].tone}>{LAST[last.status].word}</StateBadge>
          <Moment at={last.at} />
        </Group>
      ),
  },
  {
    id: 'next',
    header: 'Next',
    width: 110,
    cell: ({ status, nextAt }) =>
      status === 'active' ? (
        <Moment at={nextAt} />
      ) : (
        <StateBadge tone={status === 'stopped' ? 'bad' : 'plain'}>
          {status === 'stopped' ? 'Stopped' : 'Paused'}
        </StateBadge>
      ),
  },
]

/** For administrators: whether views may leave the firm's own users. */
function Outside() {
  const may = useMay()
  const { data } = useAnswer('viewSchedules.readers', {})
  const allow = useChange('viewSchedules.allow', ['viewSchedules.readers'])
  if (!may('administer') || !data) return null
  async function change(mailsOutside: boolean) {
    try {
      await allow.mutateAsync({ body: { mailsOutside } })
      notifyDone(mailsOutside ? 'Other addresses are allowed.' : 'Only users are written to.')
    } catch (error) {
      notifyRefusal(error)
    }
  }
  return (
    <Stack gap={4} mb="md">
      <Switch
        label="Views may be sent to other addresses than those of users"
        checked={data.mailsOutside}
        disabled={allow.isPending}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
    </Stack>
  )
}
