import { Button, Code, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import type { Problem } from './groups.ts'
import classes from './problems.module.css'
import { useDecide } from './useDecide.ts'

interface ProblemItemProps {
  problem: Problem
  /** The group's remedy; the problem's own is shown where it differs. */
  remedyAbove: string
}

/** One record: what is wrong with it, where it came from, the record itself, and the decision. */
export function ProblemItem({ problem, remedyAbove }: ProblemItemProps) {
  const { sentence, remedy, record, field } = problem
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Text size="sm">{sentence}</Text>
        {remedy !== '' && remedy !== remedyAbove && <Text size="sm">{remedy}</Text>}
        <Text size="xs" c="dimmed" component="div">
          <Origin problem={problem} />
        </Text>
        {record !== null && record !== undefined && (
          <details className={classes.record}>
            <summary>The record{field !== '' && `: look at ${field}`}</summary>
            <Code block tabIndex={0} aria-label="The record as it came">
              {recordText(record)}
            </Code>
          </details>
        )}
      </div>
      <Decisions problem={problem} />
    </li>
  )
}

function Decisions({ problem }: { problem: Problem }) {
  const may = useMay()
  const { decide, isWorking } = useDecide()
  if (!may('sync') || problem.status === 'resolved') return null
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        loading={isWorking}
        onClick={() => void decide([problem], 'retry').catch(notifyRefusal)}
      >
        Read again
      </Button>
      {problem.status === 'open' && (
        <Button
          size="xs"
          variant="subtle"
          disabled={isWorking}
          onClick={() => void decide([problem], 'ignore').catch(notifyRefusal)}
        >
          Ignore
        </Button>
      )}
    </Group>
  )
}

function Origin({ problem }: { problem: Problem }) {
  const { connection, campaign, runId, occurrences, firstAt, lastAt } = problem
  const parts: [string, ReactNode][] = []
  if (connection) {
    const params = { connectionId: String(connection.id) }
    parts.push([
      'connection',
      <TextLink size="xs" underline="always" to="/connections/$connectionId" params={params}>
        {connection.name}
      </TextLink>,
    ])
  }
  if (campaign) {
    const params = { campaignId: String(campaign.id) }
    parts.push([
      'campaign',
      <TextLink size="xs" underline="always" to="/campaigns/$campaignId" params={params}>
        {campaign.name}
      </TextLink>,
    ])
  }
  if (runId !== null) {
    parts.push([
      'run',
      <TextLink size="xs" underline="always" to="/runs/$runId" params={{ runId: String(runId) }}>
        the run it came in
      </TextLink>,
    ])
  }
  return (
    <>
      {parts.map(([name, part]) => (
        <span key={name}>{part} · </span>
      ))}
      {occurrences === 1 ? (
        <>
          met <Moment at={lastAt} />
        </>
      ) : (
        <>
          met {occurrences} times, first <Moment at={firstAt} />, last <Moment at={lastAt} />
        </>
      )}
    </>
  )
}

function recordText(record: unknown): string {
  return typeof record === 'string' ? record : JSON.stringify(record, null, 2)
}
