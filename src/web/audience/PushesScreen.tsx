import { useNavigate } from '@tanstack/react-router'
import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { stateOf, titleOf } from './words.ts'

type Row = RowOf<'pushes.list'>

const COLUMNS: Column<Row>[] = [
  {
    id: 'push',
    header: t`Push`,
    width: 160,
    cell: (push) => (
      <TextLink to="/pushes/$pushId" params={{ pushId: String(push.id) }} size="sm" fw={500}>
        {titleOf(push)}
      </TextLink>
    ),
  },
  {
    id: 'state',
    header: t`State`,
    width: 160,
    cell: (push) => {
      const { tone, word } = stateOf(push)
      return <StateBadge tone={tone}>{word}</StateBadge>
    },
  },
  { id: 'service', header: t`Service`, width: 140, cell: (push) => push.connectionName },
  { id: 'on', header: t`To add`, isFigure: true, cell: ({ adds }) => wholeNumber(adds) },
  { id: 'told', header: t`To change`, isFigure: true, cell: ({ tells }) => wholeNumber(tells) },
  { id: 'off', header: t`To remove`, isFigure: true, cell: (push) => wholeNumber(push.removals) },
  { id: 'by', header: t`By`, width: 112, cell: (push) => push.createdBy },
  { id: 'when', header: t`Begun`, width: 124, cell: (push) => <Moment at={push.createdAt} /> },
  { id: 'outcome', header: t`Outcome`, width: 200, cell: (push) => said(push.outcome) },
]

const LOOK_MS = 5_000

/** What went out to lists, what is under way, and what waits for an approval. */
export default function PushesScreen() {
  const may = useMay()
  const navigate = useNavigate()
  const pushes = usePages('pushes.list', { query: { limit: 50 } }, { every: LOOK_MS })
  const add = may('edit_people') && (
    <ButtonLink to="/pushes/new">{t`Add people to a list`}</ButtonLink>
  )
  return (
    <>
      <PageHeader
        title={t`Pushes`}
        sub={t`Changes of lists at your e-mail services: plan, progress and outcome.`}
        actions={add}
      />
      {pushes.error ? (
        <ErrorNotice error={pushes.error} onRetry={pushes.retry} />
      ) : (
        <DataTable
          label={t`Pushes`}
          columns={COLUMNS}
          rowKey={(push) => push.id}
          onOpen={({ id }) =>
            void navigate({ to: '/pushes/$pushId', params: { pushId: String(id) } })
          }
          empty={
            <EmptyState title={t`Nothing went out yet`} action={add || undefined}>
              {t`Choose people and a list of your e-mail service: Homing shows who will be added,
                who is there already, and who is left out and why, before anything is sent.`}
            </EmptyState>
          }
          {...pushes}
        />
      )}
    </>
  )
}
