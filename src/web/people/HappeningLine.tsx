import { Anchor, Text } from '@mantine/core'
import { IconChevronRight, IconEyeOff, IconPrinter } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
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
  onlyCampaign: (campaignId: number) => void
}

/**
 * "Opened Spring client letter 5 times, 3 – 9 May", with who it was where several could be. Its
 * subject opens each time it happened, and the way to the campaign.
 */
export function HappeningLine(props: HappeningLineProps) {
  const [isOpen, setOpen] = useState(false)
  const { happening, isOpenEnded, onlyCampaign } = props
  const { kind, channel, campaign, verdict, people, entries } = happening
  const { verb, verbOfSomebody, icon: Icon } = KINDS[kind]
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
          aria-label={t`Details: ${KINDS[kind].plural}, ${campaign.name}`}
          onClick={() => setOpen(!isOpen)}
        >
          <IconChevronRight size={16} aria-hidden data-open={isOpen || undefined} />
        </button>
        <Icon size={16} stroke={1.75} aria-hidden className={classes.icon} />
        <div className={classes.words}>
          {channel === 'fax' && (
            <IconPrinter size={16} stroke={1.75} className={classes.fax} aria-label={t`By fax:`} />
          )}
          {people.length > 0 && <Names people={people} />}
          <span>{people.length > 0 ? verbOfSomebody : verb}</span>
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            className={classes.subject}
            data-prints
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {campaign.name || t`a campaign`}
          </Anchor>
          {entries.length > 1 && ` ${times(entries.length, isOpenEnded)}`}
          {entries.length === 1 && <Told entry={entries[0]!} />}
          <VerdictMark verdict={verdict} />
        </div>
        <Text component="div" size="sm" c="dimmed" className={classes.when}>
          <When entries={entries} />
        </Text>
      </div>
      {isOpen && <Details happening={happening} onlyCampaign={onlyCampaign} />}
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
  if (verdict === 'machine') return <StateBadge tone="machine">{t`by a machine`}</StateBadge>
  if (verdict !== 'proxy') return null
  return (
    <StateBadge tone="machine" icon={IconEyeOff}>
      {t`through a privacy proxy`}
    </StateBadge>
  )
}

/** Who it was: one of its people, or those who share the address. */
function Names({ people }: Pick<Happening, 'people'>) {
  return (
    <span>
      {people.map(({ id, name }, place) => (
        <Fragment key={id}>
          {place > 0 && (place === people.length - 1 ? ` ${t`or`} ` : ', ')}
          <TextLink to="/people/$personId" params={{ personId: String(id) }} size="sm" fw={500}>
            {name}
          </TextLink>
        </Fragment>
      ))}
    </span>
  )
}

function Details(props: Pick<HappeningLineProps, 'happening' | 'onlyCampaign'>) {
  const { happening, onlyCampaign } = props
  const { campaign, entries, kind } = happening
  const detailOf = (detail: string | null) => (kind === 'bounce' ? said(detail ?? '') : detail)
  return (
    <ul className={classes.details}>
      <li>
        <TextLink
          size="xs"
          underline="always"
          to="/campaigns/$campaignId"
          params={{ campaignId: String(campaign.id) }}
        >
          {t`Open the campaign`}
        </TextLink>
        {' · '}
        <Anchor
          component="button"
          type="button"
          size="xs"
          underline="always"
          onClick={() => onlyCampaign(campaign.id)}
        >
          {t`Show this campaign only`}
        </Anchor>
      </li>
      {entries.map((entry, place) => (
        <li key={`${entry.occurredAt} ${place}`}>
          {jt`${(<Moment at={entry.occurredAt} isApproximate={entry.timeIsApproximate} />)} at
            ${entry.address}`}
          {[entry.link, detailOf(entry.detail), entry.agent, said(entry.verdictReason ?? '')]
            .filter(Boolean)
            .map((word) => ` · ${word}`)}
          {' · '}
          <TextLink
            size="xs"
            underline="always"
            to="/events/$eventId"
            params={{ eventId: entry.id }}
          >
            {t`Trace`}
          </TextLink>
        </li>
      ))}
    </ul>
  )
}

function times(count: number, isOpenEnded: boolean): string {
  if (isOpenEnded) {
    return count === 2 ? t`at least twice` : t`at least ${wholeNumber(count)} times`
  }
  return count === 2 ? t`twice` : t`${wholeNumber(count)} times`
}
