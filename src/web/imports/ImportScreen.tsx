import { Alert, Button, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { IconDownload } from '@tabler/icons-react'
import { useEffect } from 'react'
import { refresh, useAnswer } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Figure } from '../pieces/Figure.tsx'
import { bytes, duration, wholeNumber } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { useMay } from '../session/session.ts'
import { ImportState, type ImportRun } from './importColumns.tsx'
import { RefusedRows } from './RefusedRows.tsx'

const ASK_EVERY_MS = 700

/** One import: how far it is, what became of its rows, and those refused with line and reason. */
export default function ImportScreen() {
  const { importId } = useParams({ from: '/inside/imports/$importId' })
  const may = useMay()
  const params = { importId: Number(importId) }
  const { data, error, refetch } = useAnswer(
    'imports.show',
    { params },
    { every: (run) => (run === undefined || isUnderWay(run) ? ASK_EVERY_MS : false) },
  )
  useRefreshAtEnd(data)

  if (!data) {
    return error ? (
      <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
    ) : (
      <PageSkeleton />
    )
  }
  return (
    <>
      <PageHeader
        title={data.fileName}
        sub={<Sub run={data} />}
        actions={
          <>
            {data.rowsRefused > 0 && may('import_people') && <RefusedCsv importId={data.id} />}
            <ButtonLink to="/imports" variant="default">
              {t`All imports`}
            </ButtonLink>
          </>
        }
      />
      <Stack gap="lg">
        {isUnderWay(data) && <Progress run={data} />}
        {data.message && (
          <Alert color={data.status === 'failed' ? 'red' : 'gray'} variant="outline">
            {said(data.message)}
          </Alert>
        )}
        <Counts run={data} />
        {!isUnderWay(data) && <RefusedRows run={data} />}
      </Stack>
    </>
  )
}

function isUnderWay(run: ImportRun): boolean {
  return run.status === 'receiving' || run.status === 'running'
}

/** Once the import has ended, lists that show people are read again. */
function useRefreshAtEnd(run: ImportRun | undefined) {
  const queryClient = useQueryClient()
  const isOver = run !== undefined && !isUnderWay(run)
  useEffect(() => {
    if (isOver) {
      void refresh(queryClient, ['people.list', 'people.count', 'people.owners', 'imports.list'])
    }
  }, [isOver, queryClient])
}

function Sub({ run }: { run: ImportRun }) {
  const took = run.endedAt && Date.parse(run.endedAt) - Date.parse(run.startedAt)
  return (
    <Group gap="xs">
      <ImportState run={run} />
      <span>
        {took
          ? jt`begun ${(<Moment at={run.startedAt} />)}, took ${duration(took)}`
          : jt`begun ${(<Moment at={run.startedAt} />)}`}
      </span>
    </Group>
  )
}

function Progress({ run }: { run: ImportRun }) {
  return (
    <ProgressLine
      label={
        run.status === 'receiving'
          ? t`Receiving the file`
          : t`Reading rows, ${wholeNumber(run.rowsRead)} so far`
      }
      done={run.bytesDone}
      total={run.bytesTotal}
      unit=""
      write={bytes}
      startedAt={run.startedAt}
    />
  )
}

function Counts({ run }: { run: ImportRun }) {
  return (
    <Group gap="xs" align="flex-start">
      <Figure label={t`Rows read`} count={run.rowsRead} />
      <Figure label={t`People added`} count={run.peopleCreated} />
      <Figure label={t`People updated`} count={run.peopleUpdated} />
      <Figure label={t`Unchanged`} count={run.peopleUnchanged} />
      <Figure label={t`Organizations added`} count={run.organizationsCreated} />
      <Figure label={t`Organizations updated`} count={run.organizationsUpdated} />
      <ConsentCounts run={run} />
      {run.interestsStated > 0 && (
        <Figure label={t`Interests stated`} count={run.interestsStated} />
      )}
      <Figure
        label={t`Rows refused`}
        count={run.rowsRefused}
        rate={run.rowsRead > 0 ? run.rowsRefused / run.rowsRead : null}
        of={{ name: tc('of')`read`, count: run.rowsRead }}
        link={{ to: '/imports/$importId', params: { importId: String(run.id) }, hash: 'refused' }}
      />
    </Group>
  )
}

/** What the rows told of consent; nothing where they told none. */
function ConsentCounts({ run }: { run: ImportRun }) {
  const { consentExpress, consentImplied, consentOut, consentLifts } = run
  if (consentExpress + consentImplied + consentOut === 0) return null
  return (
    <>
      <Figure label={t`Express consent`} count={consentExpress} />
      <Figure label={t`Implied consent`} count={consentImplied} />
      <Figure label={t`Opted out`} count={consentOut} />
      <Figure label={t`Opt-outs lifted by evidence`} count={consentLifts} />
    </>
  )
}

function RefusedCsv({ importId }: { importId: number }) {
  return (
    <Button
      component="a"
      href={`/api/imports/${importId}/refusals.csv`}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {t`Refused rows`}
    </Button>
  )
}
