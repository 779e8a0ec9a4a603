import { Drawer, Group, Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, usePages } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
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
import { nameTold } from './told.ts'

const EVERY_MS = 10_000

/** Views that are sent by e-mail: when, to whom, and what became of it. */
export default function SentViewsScreen() {
  const [openId, setOpenId] = useState<number | null>(null)
  const schedules = usePages('viewSchedules.list', { query: { limit: 100 } }, { every: EVERY_MS })
  const open = schedules.rows.find(({ id }) => id === openId)
  return (
    <>
      <PageHeader
        title={t`Sent by e-mail`}
        sub={t`Each is made when it is due, of what its owner may see then.`}
        actions={
          <ButtonLink to="/views" variant="default">
            {t`All views`}
          </ButtonLink>
        }
      />
      <Outside />
      {schedules.error ? (
        <ErrorNotice error={schedules.error} onRetry={schedules.retry} />
      ) : (
        <DataTable
          label={t`Views sent by e-mail`}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          onOpen={({ id }) => setOpenId(id)}
          empty={
            <EmptyState
              title={t`No view is sent yet`}
              action={<ButtonLink to="/views">{t`Choose a view`}</ButtonLink>}
            >
              {t`Open a view and press “Send by e-mail…”: it comes as a workbook, PDF or CSV, every
                day, week or month.`}
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
        title={open && nameTold(open.viewId, open.viewName)}
      >
        {open && <OneSchedule key={open.version} schedule={open} onEnded={() => setOpenId(null)} />}
      </Drawer>
    </>
  )
}

const COLUMNS: Column<Schedule>[] = [
  {
    id: 'view',
    header: t`View`,
    width: 220,
    cell: ({ viewId, viewName }) => (
      <TextLink to="/views/$viewId" params={{ viewId }} size="sm" fw={500}>
        {nameTold(viewId, viewName)}
      </TextLink>
    ),
  },
  { id: 'when', header: t`When`, width: 190, cell: (row) => rhythmWords(row) },
  {
    id: 'as',
    header: tc('format')`As`,
    cell: ({ format }) => FORMATS.find(({ value }) => value === format)!.label,
  },
  {
    id: 'to',
    header: tc('readers')`To`,
    width: 180,
    cell: ({ readers }) => {
      const shown = readers.slice(0, 3).map(({ name }) => name)
      const more = readers.length - shown.length
      const names = shown.join(', ')
      return more > 0 ? t`${names} and ${more} more` : names
    },
  },
  { id: 'owner', header: t`Owner`, cell: ({ owner }) => owner },
  {
    id: 'last',
    header: tc('sending')`Last`,
    width: 150,
    cell: ({ last }) =>
      last === null ? (
        <Text size="sm" c="dimmed">
          {t`not yet`}
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
    header: tc('sending')`Next`,
    width: 110,
    cell: ({ status, nextAt }) =>
      status === 'active' ? (
        <Moment at={nextAt} />
      ) : (
        <StateBadge tone={status === 'stopped' ? 'bad' : 'plain'}>
          {status === 'stopped' ? t`Stopped` : t`Paused`}
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
      notifyDone(mailsOutside ? t`Other addresses are allowed.` : t`Only users are written to.`)
    } catch (error) {
      notifyRefusal(error)
    }
  }
  return (
    <Stack gap={4} mb="md">
      <Switch
        label={t`Views may be sent to other addresses than those of users`}
        checked={data.mailsOutside}
        disabled={allow.isPending}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
    </Stack>
  )
}
