import { Anchor } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { t, verbatim } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'

type LinkRow = RowOf<'people.links'>

const columns: Column<LinkRow>[] = [
  { id: 'url', header: t`Link`, width: 280, cell: ({ url }) => <OutsideLink url={url} /> },
  {
    id: 'campaign',
    header: t`Campaign`,
    width: 200,
    cell: ({ campaign }) => (
      <TextLink to="/campaigns/$campaignId" params={{ campaignId: String(campaign.id) }} size="sm">
        {campaign.name}
      </TextLink>
    ),
  },
  { id: 'address', header: t`Address`, width: 200, cell: (link) => link.address },
  { id: 'clicks', header: t`Clicks`, isFigure: true, cell: (link) => wholeNumber(link.clicks) },
  { id: 'first', header: t`First`, isFigure: true, cell: (link) => <Moment at={link.firstAt} /> },
  { id: 'last', header: t`Last`, isFigure: true, cell: (link) => <Moment at={link.lastAt} /> },
]

/** Each link this person clicked, how often, first and last time. */
export function LinkTracking({ personId }: { personId: number }) {
  const links = usePages('people.links', { params: { personId }, query: { limit: 100 } })
  if (links.error) return <ErrorNotice error={links.error} onRetry={links.retry} />
  return (
    <DataTable
      label={t`Link tracking`}
      columns={columns}
      rowKey={(link) => `${link.campaign.id} ${link.address} ${link.url}`}
      empty={
        <EmptyState title={t`No click yet`}>
          {t`Each link this person clicks in a campaign will stand here.`}
        </EmptyState>
      }
      {...links}
    />
  )
}

/** A link of a campaign, opened outside; anything but the web's own schemes stays text. */
export function OutsideLink({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span style={WRAP}>{url}</span>
  return (
    <Anchor href={url} target="_blank" rel={verbatim('noreferrer noopener')} size="sm" style={WRAP}>
      {url}
    </Anchor>
  )
}

const WRAP = { overflowWrap: 'anywhere' } as const
