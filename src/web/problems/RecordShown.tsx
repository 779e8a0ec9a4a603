import { Code, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useMay } from '../session/session.ts'
import classes from './problems.module.css'
import type { Problem } from './words.ts'

/** The record as it came; for those who may, the rows around it in its page. */
export function RecordShown({ problem }: { problem: Problem }) {
  const may = useMay()
  const { record, field, receiptId } = problem
  if (record === null || record === undefined) return null
  return (
    <>
      <details className={classes.record}>
        <summary>{field === '' ? t`The record` : t`The record: look at ${field}`}</summary>
        <Code block tabIndex={0} aria-label={t`The record as it came`}>
          {typeof record === 'string' ? record : JSON.stringify(record, null, 2)}
        </Code>
      </details>
      {receiptId !== null && may('sync') && <Surroundings problemId={problem.id} />}
    </>
  )
}

function Surroundings({ problemId }: { problemId: number }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className={classes.record}
      onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>{t`What stood around it in the page`}</summary>
      {isOpen && <Rows problemId={problemId} />}
    </details>
  )
}

function Rows({ problemId }: { problemId: number }) {
  const { data, error, refetch } = useAnswer('problems.surroundings', { params: { problemId } })
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={3} />
  if (data.rows.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t`The page tells no such record any more.`}
      </Text>
    )
  }
  return data.rows.map(({ row, isIt, text }) => (
    <div key={row}>
      <Text size="xs" mt={4} fw={isIt ? 600 : 400}>
        {isIt ? t`Row ${row}: this record` : t`Row ${row}`}
      </Text>
      <Code block tabIndex={0} aria-label={t`Row ${row} of the page`}>
        {text}
      </Code>
    </div>
  ))
}
