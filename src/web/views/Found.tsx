import { Group, Loader, Text } from '@mantine/core'
import { counted, t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { fieldErrors } from '../refusals.ts'
import { useSession } from '../session/session.ts'
import { subjectOf, type Sample } from './asking.ts'
import { tableColumns } from './Result.tsx'
import type { Subject } from './words.ts'

/** How many there are, and the first of them; what is wrong is told at its field. */
export function Found({ sample, subjects }: { sample: Sample; subjects: Subject[] }) {
  const { data, error, isLooking } = sample
  const isAtFields = error !== null && Object.keys(fieldErrors(error)).length > 0
  if (error !== null && !isAtFields) {
    return (
      <Panel title={t`What is found now`}>
        <ErrorNotice error={error} />
      </Panel>
    )
  }
  return (
    <Panel title={t`What is found now`}>
      <Group gap="xs" role="status" mih={28} mb="xs">
        {isAtFields ? (
          <Text size="sm">
            {data
              ? t`See what is marked: below stands what was found before.`
              : t`See what is marked: then it is asked.`}
          </Text>
        ) : (
          data && (
            <Text size="lg" fw={600}>
              {data.definition.group === null
                ? counted(data.count, 'row')
                : counted(data.count, 'group')}
            </Text>
          )
        )}
        {isLooking && (
          <>
            <Loader size="xs" aria-hidden />
            <Text size="sm" c="dimmed">
              {data ? t`Looking again…` : t`Looking…`}
            </Text>
          </>
        )}
      </Group>
      {data && <Rows {...{ data, subjects }} isStale={isLooking || isAtFields} />}
    </Panel>
  )
}

interface RowsProps {
  data: NonNullable<Sample['data']>
  subjects: Subject[]
  isStale: boolean
}

function Rows({ data, subjects, isStale }: RowsProps) {
  const { timeZone } = useSession().workspace
  const { columns, rows } = data.page
  const telling = { subject: subjectOf(subjects, data.definition.subject), timeZone }
  return (
    <>
      <DataTable
        label={t`The first of them`}
        columns={tableColumns({ columns, telling, totals: data.totals })}
        rows={rows.map((cells, at) => ({ cells, at }))}
        rowKey={(row) => row.at}
        isStale={isStale}
        empty={
          <Text size="sm" c="dimmed">
            {t`Nothing fits. Take a condition out, or ask for any of them instead of all.`}
          </Text>
        }
      />
      {data.count > rows.length && (
        <Text size="xs" c="dimmed" mt={4}>
          {data.definition.group === null
            ? t`The first ${rows.length} of ${wholeNumber(data.count)} rows.`
            : t`The first ${rows.length} of ${wholeNumber(data.count)} groups.`}
        </Text>
      )}
    </>
  )
}
