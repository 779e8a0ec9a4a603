import { Text } from '@mantine/core'
import { IconChevronRight, IconEyeOff, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { daySpan } from '../pieces/moments.ts'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useNow } from '../pieces/useNow.ts'
import { KINDS } from './kinds.ts'
import type { Entry, Happening } from './timeline.ts'
import classes from './Timeline.module.css'

interface HappeningLineProps {
  happening: Happening
  /** Earlier entries may still be on the way: the count is told as "at least". */
  isOpenEnded: boolean
}

/** "Opened Spring client letter 5 times, 3 – 9 May"; opens to each time it happened. */
export function HappeningLine({ happening, isOpenEnded }: HappeningLineProps) {
  const [isOpen, setOpen] = useState(false)
  const { kind, channel, campaign, verdict, entries } = happening
  const { verb, icon: Icon } = KINDS[kind]
  return (
    <li
      className={classes.happening}
      data-kind={kind}
      data-machine={verdict === 'machine' || undefined}
    >
      <div className={classes.line}>
        <button
          type="button"
          className={classes.more}
          data-row
          aria-expanded={isOpen}
          aria-label={`Details: ${KINDS[kind].plural}, ${campaign.name}`}
          onClick={() => setOpen(!isOpen)}
        >
          <IconChevronRight size={16} aria-hidden data-open={isOpen || undefined} />
        </button>
        <Icon size={16} stroke={1.75} aria-hidden className={classes.icon} />
        <div className={classes.words}>
          {channel === 'fax' && (
            <IconPrinter size={16} stroke={1.75} className={classes.fax} aria-label="By fax:" />
          )}
          {verb}{' '}
          <TextLink
            to="/campaigns/$campaignId"
            params={{ campaignId: String(campaign.id) }}
            size="sm"
            underline="always"
          >
            {campaign.name}
          </TextLink>
          {entries.length > 1 && ` ${isOpenEnded ? 'at least ' : ''}${times(entries.length)}`}
          {entries.length === 1 && <Told entry={entries[0]!} />}
          <VerdictMark verdict={verdict} />
        </div>
        <Text component="div" size="sm" c="dimmed" className={classes.when}>
          <When entries={entries} />
        </Text>
      </div>
      {isOpen && <Details entries={entries} />}
    </li>
  )
}

function Told({ entry }: { entry: Entry }) {
  const told = entry.detail ?? entry.link
  return told ? <span className={classes.told}> · {told}</span> : null
}

function When({ entries }: { entries: Entry[] }) {
  const now = useNow()
  const newest = entries[0]!
  const oldest = entries.at(-1)!
  if (entries.length === 1) {
    return <Moment at={newest.occurredAt} isApproximate={newest.timeIsApproximate} />
  }
  return daySpan(new Date(oldest.occurredAt), new Date(newest.occurredAt), now)
}

function VerdictMark({ verdict }: { verdict: Entry['verdict'] }) {
  if (verdict === 'machine') return <StateBadge tone="machine">by a machine</StateBadge>
  if (verdict !== 'proxy') return null
  return (
    <StateBadge tone="machine" icon={IconEyeOff}>
      through a privacy proxy
    </StateBadge>
  )
}

function Details({ entries }: { entries: Entry[] }) {
  return (
    <ul className={classes.details}>
      {entries.map((entry, place) => (
        <li key={`${entry.occurredAt} ${place}`}>
          <Moment at={entry.occurredAt} isApproximate={entry.timeIsApproximate} /> at{' '}
          {entry.address}
          {[entry.link, entry.detail, entry.agent, entry.verdictReason]
            .filter(Boolean)
            .map((word) => ` · ${word}`)}
          {' · '}
          <TextLink
            size="xs"
            underline="always"
            to="/events/$eventId"
            params={{ eventId: entry.id }}
          >
            Trace
          </TextLink>
        </li>
      ))}
    </ul>
  )
}

function times(count: number): string {
  return count === 2 ? 'twice' : `${wholeNumber(count)} times`
}
