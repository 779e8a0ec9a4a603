import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { useMay } from '../session/session.ts'
import { seenByWords } from '../views/words.ts'
import { DASHBOARDS_KEPT, type Dashboard } from './dashboards.ts'

/** The dashboards one may see. */
export default function DashboardsScreen() {
  const may = useMay()
  const navigate = useNavigate()
  const { data, error, isPending, refetch } = useAnswer('dashboards.list', {})
  const open = ({ id }: Dashboard) =>
    void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: String(id) } })
  return (
    <>
      <PageHeader
        title={t`Dashboards`}
        sub={t`Views side by side; one of them can stand at your home.`}
        actions={
          <>
            <ButtonLink to="/views" variant="default">
              {t`All views`}
            </ButtonLink>
            {may('keep_views') && <NewDashboard onMade={open} />}
          </>
        }
      />
      {error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label={t`Dashboards`}
          columns={COLUMNS}
          rows={data?.items ?? []}
          rowKey={({ id }) => id}
          onOpen={open}
          isPending={isPending}
          empty={
            <EmptyState
              title={t`There is no dashboard yet`}
              action={<ButtonLink to="/views">{t`Choose a view`}</ButtonLink>}
            >
              {t`Open a view and press “Put on a dashboard…”. Colleagues see a dashboard once it is
                shared with them.`}
            </EmptyState>
          }
        />
      )}
    </>
  )
}

const COLUMNS: Column<Dashboard>[] = [
  {
    id: 'name',
    header: t`Name`,
    width: 240,
    cell: ({ id, name }) => (
      <TextLink
        to="/dashboards/$dashboardId"
        params={{ dashboardId: String(id) }}
        size="sm"
        fw={500}
      >
        {name}
      </TextLink>
    ),
  },
  { id: 'tiles', header: t`Tiles`, isFigure: true, cell: ({ tiles }) => tiles.length },
  { id: 'owner', header: t`Owner`, cell: ({ owner }) => owner },
  { id: 'seen', header: t`Seen by`, cell: seenByWords },
  { id: 'changed', header: t`Changed`, cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
]

function NewDashboard({ onMade }: { onMade: (dashboard: Dashboard) => void }) {
  const [name, setName] = useState('')
  const make = useChange('dashboards.make', [...DASHBOARDS_KEPT])
  return (
    <ConfirmAction
      label={t`New dashboard`}
      variant="filled"
      confirmLabel={t`Make the dashboard`}
      consequence={t`It is empty at first; views are put on it from their own pages.`}
      onConfirm={async () => onMade(await make.mutateAsync({ body: { name } }))}
    >
      <TextInput
        label={t`Name`}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </ConfirmAction>
  )
}
