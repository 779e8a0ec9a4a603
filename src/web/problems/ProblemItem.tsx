import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { jplural, jt, msg, plural, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { FixRecord } from './FixRecord.tsx'
import classes from './problems.module.css'
import { RecordShown } from './RecordShown.tsx'
import { useDecide, type Decision } from './useDecide.ts'
import type { Problem } from './words.ts'

interface ProblemItemProps {
  problem: Problem
  /** The group's remedy; the problem's own is shown where it differs. */
  remedyAbove: string
}

/** One record: what is wrong with it, where it came from, the record itself, and the decision. */
export function ProblemItem({ problem, remedyAbove }: ProblemItemProps) {
  const { sentence, remedy, mend, decided } = problem
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Text size="sm">{said(sentence)}</Text>
        {remedy !== '' && remedy !== remedyAbove && <Text size="sm">{said(remedy)}</Text>}
        {isUnmapped(problem) && (
          <TextLink to="/topics" search={{ tab: 'groups' }} size="sm">
            {t`Say what it stands for`}
          </TextLink>
        )}
        <Tries problem={problem} />
        {mend && (
          <Text size="sm" component="div">
            {jt`${mend.by} put ${mend.field} right, ${(<Moment at={mend.at} />)}: “${mend.was}”
              became “${mend.became}”.`}
          </Text>
        )}
        {decided && problem.status === 'ignored' && (
          <Text size="sm" component="div">
            {jt`Ignored by ${decided.by}, ${(<Moment at={decided.at} />)}.`}
          </Text>
        )}
        <Text size="xs" c="dimmed" component="div">
          <Origin problem={problem} />
        </Text>
        <RecordShown problem={problem} />
      </div>
      <Decisions problem={problem} />
    </li>
  )
}

/** An opt-out of a group that stands for no topic: it is mended by mapping the group. */
function isUnmapped({ record, status }: Problem): boolean {
  const isOpen = status !== 'resolved'
  return isOpen && typeof record === 'object' && record !== null && 'unmappedGroup' in record
}

/** What Homing does of itself: how often it tried, when next, or that it wants a person now. */
function Tries({ problem: { retry } }: { problem: Problem }) {
  if (retry === null) return null
  if (retry.needsPerson) {
    return (
      <Text size="sm" c="var(--homing-bad)">
        {needsPersonWords(retry)}
      </Text>
    )
  }
  const { tries, nextAt } = retry
  const shown = wholeNumber(tries)
  const next = nextAt !== null && <Moment at={nextAt} />
  return (
    <Text size="sm" c="dimmed" component="div">
      {next === false
        ? plural(
            tries,
            msg`Tried ${shown} time; the next run of the connection tries again.`,
            msg`Tried ${shown} times; the next run of the connection tries again.`,
          )
        : jplural(
            tries,
            msg<ReactNode>`Tried ${shown} time; Homing tries again by itself ${next}.`,
            msg<ReactNode>`Tried ${shown} times; Homing tries again by itself ${next}.`,
          )}
    </Text>
  )
}

function needsPersonWords({ tries, by }: NonNullable<Problem['retry']>): string {
  const shown = wholeNumber(tries)
  return by === 'run'
    ? plural(
        tries,
        msg`Tried ${shown} time. Homing goes on trying, but a person should look.`,
        msg`Tried ${shown} times. Homing goes on trying, but a person should look.`,
      )
    : plural(
        tries,
        msg`Tried ${shown} time. Homing stopped trying: a person is needed.`,
        msg`Tried ${shown} times. Homing stopped trying: a person is needed.`,
      )
}

function Decisions({ problem }: { problem: Problem }) {
  const may = useMay()
  const { decide, isWorking } = useDecide()
  if (!may('sync') || problem.status === 'resolved') return null
  const isOpen = problem.status === 'open'
  const button = (label: string, decision: Decision, isQuiet = false) => (
    <Button
      size="xs"
      variant={isQuiet ? 'subtle' : 'default'}
      disabled={isWorking}
      onClick={() => void decide(problem.id, decision).catch(notifyRefusal)}
    >
      {label}
    </Button>
  )
  const { fix } = problem
  return (
    <Group gap="xs" wrap="nowrap">
      {fix !== null && <FixRecord problem={{ ...problem, fix }} />}
      {button(problem.receiptId === null ? t`Mark as done` : t`Read again`, 'retry')}
      {isOpen ? button(t`Ignore`, 'ignore', true) : button(t`Open again`, 'reopen', true)}
    </Group>
  )
}

function Origin({ problem }: { problem: Problem }) {
  const { connection, campaign, receiptId, runId, occurrences, firstAt, lastAt } = problem
  const parts: [string, ReactNode][] = []
  const link = { size: 'xs', underline: 'always' } as const
  if (connection) {
    const params = { connectionId: String(connection.id) }
    parts.push([
      'connection',
      <TextLink {...link} to="/connections/$connectionId" params={params}>
        {connection.name}
      </TextLink>,
    ])
  }
  if (campaign) {
    const params = { campaignId: String(campaign.id) }
    parts.push([
      'campaign',
      <TextLink {...link} to="/campaigns/$campaignId" params={params}>
        {campaign.name}
      </TextLink>,
    ])
  }
  if (receiptId !== null) {
    parts.push([
      'receipt',
      <TextLink {...link} to="/receipts/$receiptId" params={{ receiptId: String(receiptId) }}>
        {t`the page it came in`}
      </TextLink>,
    ])
  }
  if (runId !== null) {
    parts.push([
      'run',
      <TextLink {...link} to="/runs/$runId" params={{ runId: String(runId) }}>
        {t`the run it came in`}
      </TextLink>,
    ])
  }
  return (
    <>
      {parts.map(([name, part]) => (
        <span key={name}>{part} · </span>
      ))}
      {occurrences === 1
        ? jt`met ${(<Moment at={lastAt} />)}`
        : jt`met ${occurrences} times, first ${(<Moment at={firstAt} />)}, last
            ${(<Moment at={lastAt} />)}`}
    </>
  )
}
