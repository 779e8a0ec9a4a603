import { Button, Select, Stack, Text } from '@mantine/core'
import { useChange } from '../api.ts'
import { inLine, t, tc } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay, useSession } from '../session/session.ts'
import { changeOf, choiceOf, choices, KINDS, type Schedule } from './kinds.ts'
import type { Connection } from './state.ts'

/** When each kind is read by itself, when it last was, and a way to read it now. */
export function Schedules({ connection }: { connection: Connection }) {
  const { workspace } = useSession()
  const columns: Column<Schedule>[] = [
    { id: 'kind', header: t`What`, width: 140, cell: (schedule) => <What schedule={schedule} /> },
    {
      id: 'when',
      header: t`When`,
      width: 150,
      cell: (schedule) => <When connection={connection} schedule={schedule} />,
    },
    { id: 'next', header: tc('time')`Next`, cell: ({ nextAt }) => <Moment at={nextAt} /> },
    {
      id: 'last',
      header: t`Last read in full`,
      cell: ({ lastGoodAt }) =>
        lastGoodAt === null ? tc('time')`never` : <Moment at={lastGoodAt} />,
    },
    {
      id: 'now',
      header: t`By hand`,
      cell: (schedule) => <ReadNow connection={connection} schedule={schedule} />,
    },
  ]
  return (
    <Stack gap="sm">
      <DataTable
        label={t`Schedules`}
        columns={columns}
        rows={connection.schedules}
        rowKey={({ kind }) => kind}
        empty={<Text size="sm">{t`Homing cannot read anything of this service yet.`}</Text>}
      />
      <Text size="xs" c="dimmed">
        {t`Times of day are the firm’s own (${workspace.timeZone}). What is due together is read in
          one run.`}
      </Text>
    </Stack>
  )
}

function What({ schedule }: { schedule: Schedule }) {
  const { word, about } = KINDS[schedule.kind]
  return (
    <>
      <Text size="sm" fw={500}>
        {word}
      </Text>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
    </>
  )
}

interface OfSchedule {
  connection: Connection
  schedule: Schedule
}

function When({ connection, schedule }: OfSchedule) {
  const may = useMay()
  const change = useChange('schedules.change', ['connections.show', 'connections.list'])
  const { kind } = schedule
  const { word, whenRead } = KINDS[kind]
  const data = choices(schedule)
  const value = choiceOf(schedule)
  if (!may('manage_connections')) {
    const all = data.flatMap(({ items }) => items)
    return <Text size="sm">{all.find((choice) => choice.value === value)?.label}</Text>
  }
  return (
    <Select
      size="xs"
      aria-label={whenRead}
      allowDeselect={false}
      comboboxProps={{ withinPortal: true }}
      data={data}
      value={value}
      disabled={change.isPending}
      onChange={(choice) =>
        choice !== null
        && change.mutate(
          { params: { connectionId: connection.id, kind }, body: changeOf(choice) },
          { onSuccess: () => notifyDone(t`${word}: saved.`), onError: notifyRefusal },
        )
      }
    />
  )
}

function ReadNow({ connection, schedule: { kind } }: OfSchedule) {
  const may = useMay()
  const sync = useChange('connections.sync', ['connections.show', 'connections.list', 'runs.list'])
  if (!may('sync')) return null
  const { word } = KINDS[kind]
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t`Read now: ${inLine(word)}`}
      disabled={connection.status !== 'active'}
      loading={sync.isPending}
      onClick={() =>
        sync.mutate(
          { params: { connectionId: connection.id }, query: { kinds: kind } },
          { onError: notifyRefusal },
        )
      }
    >
      {t`Read now`}
    </Button>
  )
}
