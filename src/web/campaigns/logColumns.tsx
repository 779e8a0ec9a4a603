import { Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconMailOff, IconUser } from '@tabler/icons-react'
import type { FieldId } from '../../api/contract/index.ts'
import type { RowOf } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import type { useSees } from '../session/session.ts'
import { ContactName } from './ContactName.tsx'
import { isErased } from './erased.ts'
import classes from './campaign.module.css'
import { figureWords, type FigureName } from './figures.ts'
import { shortUrl } from './urls.ts'

type LogRow = RowOf<'campaigns.log'>

/** The doors news comes through, as one would say it. */
const SOURCES: Record<string, string> = {
  pull: tc('told by')`a run`,
  webhook: tc('told by')`the service`,
  import: tc('told by')`a file`,
}

/** Links of one row before the number of the others. */
const LINKS_SHOWN = 3

/** The columns of one figure's log: without what it has nothing to say in, and what is hidden. */
export function logColumns(
  figure: FigureName,
  channel: 'email' | 'fax',
  sees: ReturnType<typeof useSees>,
): Column<LogRow>[] {
  return columnsOf(figure, channel).filter(
    ({ id }) =>
      (id !== 'contactId' || sees('contactId'))
      && (id !== 'detail' || sees(...(DETAIL_TELLS[figure] ?? []))),
  )
}

const DETAIL_TELLS: Partial<Record<FigureName, FieldId[]>> = {
  bounces: ['bounceReason'],
  optOuts: ['optOutReason'],
}

function columnsOf(figure: FigureName, channel: 'email' | 'fax'): Column<LogRow>[] {
  const { detail } = figureWords({ channel })[figure]
  const isJudged = figure === 'opens' || figure === 'clicks'
  return [
    {
      id: 'contact',
      header: channel === 'fax' ? t`Contact and fax number` : t`Contact and address`,
      width: 200,
      cell: (row) => <Contact row={row} />,
    },
    { id: 'first', header: tc('time')`First`, cell: (row) => <Moment at={row.firstAt} /> },
    { id: 'last', header: tc('time')`Last`, cell: (row) => <Moment at={row.lastAt} /> },
    {
      id: 'count',
      header: tc('count')`Times`,
      isFigure: true,
      cell: (row) => wholeNumber(row.count),
    },
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
      ? [{ id: 'verdict', header: t`Who`, cell: (row: LogRow) => <Verdict row={row} /> }]
      : []),
    {
      id: 'organization',
      header: t`Organization`,
      isOptional: true,
      cell: (row) => row.organization ?? '–',
    },
    { id: 'owner', header: t`Owner`, width: 112, cell: (row) => row.owner ?? '–' },
    { id: 'source', header: t`Told by`, cell: (row) => SOURCES[row.source] ?? row.source },
    {
      id: 'contactId',
      header: t`Contact id there`,
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
            {t`invalid`}
          </StateBadge>
        )}
        {row.hasComplained && (
          <StateBadge tone="bad" icon={IconAlertTriangle}>
            {t`complained`}
          </StateBadge>
        )}
        {row.isOptedOut && !row.hasComplained && (
          <StateBadge tone="plain" icon={IconBan}>
            {t`opted out`}
          </StateBadge>
        )}
      </Group>
    </>
  )
}

function underName({ person, address }: LogRow): string {
  if (address === null) return ''
  if (isErased(address)) return address.slice(0, address.indexOf('@'))
  return person === null ? t`nobody in the records has this address` : address
}

/**
 * Links come as addresses with spaces between; why it bounced is the server's sentence, any other
 * reason somebody's own words.
 */
function Detail({ row, figure }: { row: LogRow; figure: FigureName }) {
  if (row.detail === null || row.detail === '') return <>–</>
  if (figure !== 'clicks') {
    const words = figure === 'bounces' ? said(row.detail) : row.detail
    return (
      <Text size="sm" className={classes.url} lineClamp={3} title={words}>
        {words}
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
          {t`and ${links.length - LINKS_SHOWN} more`}
        </Text>
      )}
    </>
  )
}

const VERDICTS = {
  human: { tone: 'plain', word: t`person`, icon: IconUser },
  machine: { tone: 'machine', word: t`machine`, icon: undefined },
  proxy: { tone: 'machine', word: t`privacy proxy`, icon: undefined },
  mixed: { tone: 'machine', word: t`person and machine`, icon: IconUser },
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
