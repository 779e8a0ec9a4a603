import type { FieldId } from '../../api/contract/index.ts'
import { useMemo } from 'react'
import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { useSees } from '../session/session.ts'

type Mailing = RowOf<'people.mailings'>

/** Each campaign this person received by e-mail, with first and last open and click. */
export function MailTracking({ personId }: { personId: number }) {
  const sees = useSees()
  const mailings = usePages('people.mailings', {
    params: { personId },
    query: { limit: 100, channel: 'email' },
  })
  const columns = useMemo(
    () => columnsOf(personId).filter(({ id }) => sees(...(TELLS[id] ?? []))),
    [personId, sees],
  )
  if (mailings.error) return <ErrorNotice error={mailings.error} onRetry={mailings.retry} />
  return (
    <DataTable
      label={t`E-mail tracking`}
      choice="mailings"
      columns={columns}
      rowKey={(mailing) => `${mailing.campaign.id} ${mailing.address}`}
      empty={
        <EmptyState title={t`No campaign yet`}>
          {t`Each campaign sent to this person will stand here, with what came of it.`}
        </EmptyState>
      }
      {...mailings}
    />
  )
}

const TELLS: Record<string, FieldId[]> = {
  opens: ['opens', 'machines'],
  human: ['opens'],
  'first-open': ['opens', 'machines'],
  'last-open': ['opens', 'machines'],
  clicks: ['clicks', 'machines'],
  'first-click': ['clicks', 'machines'],
  'last-click': ['clicks', 'machines'],
  forwards: ['forwards'],
  'opt-outs': ['optOuts'],
  bounce: ['bounceReason'],
}

function columnsOf(personId: number): Column<Mailing>[] {
  const door = (kind: string, count: (mailing: Mailing) => number | null) => (mailing: Mailing) => (
    <Door {...{ personId, kind, mailing }} count={count(mailing) ?? 0} />
  )
  return [
    {
      id: 'campaign',
      header: t`Campaign`,
      width: 200,
      cell: ({ campaign }) => (
        <TextLink
          to="/campaigns/$campaignId"
          params={{ campaignId: String(campaign.id) }}
          size="sm"
          fw={500}
        >
          {campaign.name}
        </TextLink>
      ),
    },
    { id: 'address', header: t`Address`, width: 272, cell: (mailing) => mailing.address },
    { id: 'sent', header: t`Sent`, isFigure: true, cell: ({ sentAt }) => <Moment at={sentAt} /> },
    { id: 'opens', header: t`Opens`, isFigure: true, cell: door('open', ({ opens }) => opens) },
    {
      id: 'human',
      header: t`of which human`,
      isFigure: true,
      cell: (mailing) => wholeNumber(mailing.humanOpens ?? 0),
    },
    moment('first-open', t`First open`, ({ firstOpenAt }) => firstOpenAt),
    moment('last-open', t`Last open`, ({ lastOpenAt }) => lastOpenAt),
    { id: 'clicks', header: t`Clicks`, isFigure: true, cell: door('click', (row) => row.clicks) },
    moment('first-click', t`First click`, ({ firstClickAt }) => firstClickAt),
    moment('last-click', t`Last click`, ({ lastClickAt }) => lastClickAt),
    {
      id: 'forwards',
      header: t`Forwards`,
      isFigure: true,
      cell: door('forward', ({ forwards }) => forwards),
    },
    {
      id: 'opt-outs',
      header: t`Opt-outs`,
      isFigure: true,
      cell: door('opt_out', ({ optOuts }) => optOuts),
    },
    { id: 'bounce', header: t`Bounce`, width: 140, cell: (mailing) => mailing.bounce },
  ]
}

function moment(id: string, header: string, at: (row: Mailing) => string | null): Column<Mailing> {
  return { id, header, isFigure: true, cell: (row) => <Moment at={at(row)} /> }
}

interface DoorProps {
  personId: number
  kind: string
  mailing: Mailing
  count: number
}

/** The number leads to exactly these events in the timeline. */
function Door({ personId, kind, mailing, count }: DoorProps) {
  if (count === 0) return wholeNumber(0)
  return (
    <TextLink
      to="/people/$personId"
      params={{ personId: String(personId) }}
      search={{ kind, campaignId: String(mailing.campaign.id) }}
      size="sm"
    >
      {wholeNumber(count)}
    </TextLink>
  )
}
