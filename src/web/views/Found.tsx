import { Group, Loader, Text } from '@mantine/core'
import { DataTable } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
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
      <Panel title="What is found now">
        <ErrorNotice error={error} />
      </Panel>
    )
  }
  const noun = data?.definition.group === null ? 'row' : 'group'
  return (
    <Panel title="What is found now">
      <Group gap="xs" role="status" mih={28} mb="xs">
        {isAtFields ? (
          <Text size="sm">
            See what is marked: {data ? 'below stands what was found before.' : 'then it is asked.'}
          </Text>
        ) : (
          data && (
            <Text size="lg" fw={600}>
              {counted(data.count, noun)}
            </Text>
          )
        )}
        {isLooking && (
          <>
            <Loader size="xs" aria-hidden />
            <Text size="sm" c="dimmed">
              {data ? 'Looking again…' : 'Looking…'}
            </Text>
          </>
        )}
      </Group>
      {data && <Rows {...{ data, subjects, noun }} isStale={isLooking || isAtFields} />}
    </Panel>
  )
}

interface RowsProps {
  data: NonNullable<Sample['data']>
  subjects: Subject[]
  noun: string
  isStale: boolean
}

function Rows({ data, subjects, noun, isStale }: RowsProps) {
  const { timeZone } = useSession().workspace
  const { columns, rows } = data.page
  const telling = { subject: subjectOf(subjects, data.definition.subject), timeZone }
  return (
    <>
      <DataTable
        label="The first of them"
        columns={tableColumns({ columns, telling, totals: data.totals })}
        rows={rows.map((cells, at) => ({ cells, at }))}
        rowKey={(row) => row.at}
        isStale={isStale}
        empty={
          <Text size="sm" c="dimmed">
            Nothing fits. Take a condition out, or ask for any of them instead of all.
          </Text>
        }
      />
      {data.count > rows.length && (
        <Text size="xs" c="dimmed" mt={4}>
          The first {rows.length} of {counted(data.count, noun)}.
        </Text>
      )}
    </>
  )
}
