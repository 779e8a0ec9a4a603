import { Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconMailOff, IconUser } from '@tabler/icons-react'
import type { RowOf } from '../api.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { ContactName } from './ContactName.tsx'
import { isErased } from './erased.ts'
import classes from './campaign.module.css'
import { figureWords, type FigureName } from './figures.ts'
import { shortUrl } from './urls.ts'

type LogRow = RowOf<'campaigns.log'>

/** The doors news comes through, as one would say it. */
const SOURCES: Record<string, string> = { pull: 'a run', webhook: 'the service', import: 'a file' }

/** Links of one row before the number of the others. */
const LINKS_SHOWN = 3

/** The columns of one figure's log; a figure leaves out what it has nothing to say in. */
export function logColumns(
  figure: FigureName,
  channel: 'email' | 'fax' = 'email',
): Column<LogRow>[] {
  const { detail } = figureWords({ channel })[figure]
  const isJudged = figure === 'opens' || figure === 'clicks'
  return [
    {
      id: 'contact',
      header: channel === 'fax' ? 'Contact and fax number' : 'Contact and address',
      width: 200,
      cell: (row) => <Contact row={row} />,
    },
    { id: 'first', header: 'First', cell: (row) => <Moment at={row.firstAt} /> },
    { id: 'last', header: 'Last', cell: (row) => <Moment at={row.lastAt} /> },
    { id: 'count', header: 'Times', isFigure: true, cell: (row) => wholeNumber(row.count) },
    ...(detail === undefined
      ? []
      : [
          {
            id: 'detail',
            header: detail,
            width: 200,
            cell: (row: LogRow) => <Detail row={row} figure={figure} />,
          },
        ]),
    ...(isJudged
      ? [{ id: 'verdict', header: 'Who', cell: (row: LogRow) => <Verdict row={row} /> }]
      : []),
    {
      id: 'organization',
      header: 'Organization',
      isOptional: true,
      cell: (row) => row.organization ?? '–',
    },
    { id: 'owner', header: 'Owner', width: 112, cell: (row) => row.owner ?? '–' },
    { id: 'source', header: 'Told by', cell: (row) => SOURCES[row.source] ?? row.source },
    {
      id: 'contactId',
      header: 'Contact id there',
      isOptional: true,
      cell: (row) => row.contactId ?? '–',
    },
  ]
}

/** What holds for the address today stands next to it, whatever the log is of. */
function Contact({ row }: { row: LogRow }) {
  return (
    <>
      <ContactName row={row} />
      <Group gap={4}>
        <Text size="xs" c="dimmed" className={classes.url}>
          {underName(row)}
        </Text>
        {!row.isValid && (
          <StateBadge tone="bad" icon={IconMailOff}>
            invalid
          </StateBadge>
        )}
        {row.hasComplained && (
          <StateBadge tone="bad" icon={IconAlertTriangle}>
            complained
          </StateBadge>
        )}
        {row.isOptedOut && !row.hasComplained && (
          <StateBadge tone="plain" icon={IconBan}>
            opted out
          </StateBadge>
        )}
      </Group>
    </>
  )
}

function underName({ person, address }: LogRow): string {
  if (isErased(address)) return address.slice(0, address.indexOf('@'))
  return person === null ? 'nobody in the records has this address' : address
}

/** Links come as addresses with spaces between; a reason is somebody's own words. */
function Detail({ row, figure }: { row: LogRow; figure: FigureName }) {
  if (row.detail === null || row.detail === '') return <>–</>
  if (figure !== 'clicks') {
    return (
      <Text size="sm" className={classes.url} lineClamp={3} title={row.detail}>
        {row.detail}
      </Text>
    )
  }
  const links = row.detail.split(' ')
  return (
    <>
      {links.slice(0, LINKS_SHOWN).map((url) => (
        <Text key={url} size="sm" className={classes.url} lineClamp={1} title={url}>
          {shortUrl(url).path}
        </Text>
      ))}
      {links.length > LINKS_SHOWN && (
        <Text size="xs" c="dimmed" title={links.slice(LINKS_SHOWN).join('\n')}>
          and {links.length - LINKS_SHOWN} more
        </Text>
      )}
    </>
  )
}

const VERDICTS = {
  human: { tone: 'plain', word: 'person', icon: IconUser },
  machine: { tone: 'machine', word: 'machine', icon: undefined },
  proxy: { tone: 'machine', word: 'privacy proxy', icon: undefined },
  mixed: { tone: 'machine', word: 'person and machine', icon: IconUser },
} as const

function Verdict({ row }: { row: LogRow }) {
  if (row.verdict === null) return <>–</>
  const { tone, word, icon } = VERDICTS[row.verdict]
  return (
    <StateBadge tone={tone} {...(icon && { icon })}>
      {word}
    </StateBadge>
  )
}
