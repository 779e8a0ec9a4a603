import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, usePages, type AnswerTo, type RowOf } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { bytes, wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { BringFile } from './BringFile.tsx'
import { MappingMaker } from './MappingMaker.tsx'
import { SourcesPanel } from './sources/SourcesPanel.tsx'

/** Files of feedback: how they are read, bringing one, and what became of those before. */
export default function FilesPanel({ connectionId }: { connectionId: number }) {
  const may = useMay()
  const [isMaking, setMaking] = useState(false)
  const [isBack, setBack] = useState(false)
  const { data, error, refetch } = useAnswer('files.mapping', { params: { connectionId } })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={8} />
  if (isMaking) {
    const close = () => {
      setMaking(false)
      setBack(true)
    }
    return <MappingMaker connectionId={connectionId} state={data} onDone={close} />
  }
  if (data.ownFormat !== null) {
    return (
      <Stack gap="lg">
        <Text size="sm">
          {said(data.ownFormat)} {t`Lines that are known already count once.`}
        </Text>
        {may('sync') && <BringFile connectionId={connectionId} />}
        <SourcesPanel connectionId={connectionId} />
        <FormerFiles connectionId={connectionId} />
      </Stack>
    )
  }
  const change = may('manage_connections') && (
    <Button
      autoFocus={isBack}
      variant={data.inForce ? 'default' : 'filled'}
      onClick={() => setMaking(true)}
    >
      {data.inForce ? t`Change how files are read` : t`Say how files are read`}
    </Button>
  )
  if (!data.inForce) {
    return (
      <EmptyState title={t`Nothing can be read yet`} action={change}>
        {t`Say once, with a file of the service as a sample, which column tells what. Its exports
          can be brought here from then on, as often as you like: nothing is counted twice.`}
      </EmptyState>
    )
  }
  return (
    <Stack gap="lg">
      <InForce inForce={data.inForce} />
      <div>{change}</div>
      {may('sync') && <BringFile connectionId={connectionId} />}
      <SourcesPanel connectionId={connectionId} />
      <FormerFiles connectionId={connectionId} />
    </Stack>
  )
}

type Kept = NonNullable<AnswerTo<'files.mapping'>['inForce']>

function InForce({ inForce: { name, version, madeBy, madeAt } }: { inForce: Kept }) {
  return (
    <Text size="sm">
      {jt`Files are read as
        “${name}”, version ${version}, saved by ${madeBy} ${(<Moment at={madeAt} />)}.`}
    </Text>
  )
}

type Row = RowOf<'files.list'>

const STATES: Record<Row['status'], { tone: Tone; word: string }> = {
  taking: { tone: 'waiting', word: t`Under way` },
  taken: { tone: 'good', word: t`Read` },
  failed: { tone: 'bad', word: t`Failed` },
}

const columns: Column<Row>[] = [
  {
    id: 'file',
    header: t`File`,
    width: 150,
    cell: ({ name, message }) => (
      <>
        {name}
        {message !== null && (
          <Text size="xs" c="dimmed">
            {said(message)}
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'state',
    header: t`State`,
    cell: ({ status, waiting }) =>
      status === 'taken' && waiting > 0 ? (
        <StateBadge tone="waiting">{t`Being read`}</StateBadge>
      ) : (
        <StateBadge tone={STATES[status].tone}>{STATES[status].word}</StateBadge>
      ),
  },
  { id: 'came', header: t`Came`, cell: ({ receivedAt }) => <Moment at={receivedAt} /> },
  { id: 'by', header: t`Brought by`, cell: ({ broughtBy }) => broughtBy },
  { id: 'size', header: t`Size`, isFigure: true, cell: ({ bytes: size }) => bytes(size) },
  { id: 'rows', header: t`Rows`, isFigure: true, cell: ({ rows }) => wholeNumber(rows) },
  {
    id: 'problems',
    header: t`Problems`,
    isFigure: true,
    cell: ({ problems }) => wholeNumber(problems),
  },
  {
    id: 'version',
    header: t`Read by version`,
    isFigure: true,
    cell: ({ mappingVersion }) => (mappingVersion === 0 ? '–' : mappingVersion),
  },
]

/** While one is on its way, so often. */
const LOOK_MS = 2_000

function FormerFiles({ connectionId }: { connectionId: number }) {
  const given = { params: { connectionId } }
  const { rows, more, isPending, error } = usePages('files.list', given, { every: LOOK_MS })
  if (error) return <ErrorNotice error={error} />
  return (
    <Panel title={t`Files that were brought`} isPlain>
      <DataTable
        label={t`Files that were brought`}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        more={more}
        isPending={isPending}
        empty={<Text size="sm">{t`No file was brought yet.`}</Text>}
      />
    </Panel>
  )
}
