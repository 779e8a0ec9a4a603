import { Group, Switch, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useAnswer, usePages, type RowOf } from '../api.ts'
import { SearchField } from '../campaigns/SearchField.tsx'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { Panel } from '../pieces/Panel.tsx'
import type { Words } from '../search.ts'
import { useMay } from '../session/session.ts'
import { useSubjects } from './asking.ts'
import { viewTold } from './told.ts'
import classes from './views.module.css'
import { seenByWords, type Subject } from './words.ts'

type Row = RowOf<'views.list'>
type Search = Words<'search' | 'archived'>

/** Questions that are asked again and again: those that were kept, and those that ship. */
export default function ViewsScreen() {
  const { search = '', archived } = useSearch({ from: '/inside/views' })
  const isArchived = archived === 'true'
  const may = useMay()
  const navigate = useNavigate()
  const views = usePages('views.list', {
    query: { search, archived: isArchived ? 'true' : 'false', limit: 100 },
  })
  const presets = useAnswer('views.presets', {})
  const { subjects } = useSubjects()
  const narrow = useCallback(
    (change: Search) =>
      void navigate({
        to: '/views',
        search: (before) => ({ ...(before as Search), ...change }),
        replace: true,
      }),
    [navigate],
  )
  const onSearch = useCallback((words: string) => narrow({ search: words || undefined }), [narrow])
  const has = ({ name, description }: Row) =>
    `${name} ${description}`.toLowerCase().includes(search.trim().toLowerCase())
  const shown = (presets.data?.items ?? []).map(viewTold).filter(has)
  const columns = useMemo(() => columnsWith(subjects), [subjects])
  const few = useMemo(() => columns.slice(0, 2), [columns])
  const open = ({ id }: Row) => void navigate({ to: '/views/$viewId', params: { viewId: id } })
  return (
    <>
      <PageHeader
        title={t`Views`}
        sub={t`Questions about people, campaigns and what came of them, answered anew each time.`}
        actions={
          <>
            <ButtonLink to="/dashboards" variant="default">
              {t`Dashboards`}
            </ButtonLink>
            {may('export') && (
              <ButtonLink to="/views/sent" variant="default">
                {t`Sent by e-mail`}
              </ButtonLink>
            )}
            <ButtonLink to="/views/new">{t`New view`}</ButtonLink>
          </>
        }
      />
      <Group gap="sm" mb="md">
        <SearchField label={t`Search views`} value={search} onSearch={onSearch} />
        <Switch
          size="xs"
          label={t`Archived`}
          checked={isArchived}
          onChange={(event) =>
            narrow({ archived: event.currentTarget.checked ? 'true' : undefined })
          }
        />
      </Group>
      <div className={classes.stack}>
        <Panel title={isArchived ? t`Archived views` : t`Kept views`} isPlain>
          {views.error ? (
            <ErrorNotice error={views.error} onRetry={views.retry} />
          ) : (
            <DataTable
              label={isArchived ? t`Archived views` : t`Kept views`}
              columns={columns}
              rowKey={(view) => view.id}
              onOpen={open}
              empty={<NoView isSearched={search !== ''} isArchived={isArchived} />}
              {...views}
            />
          )}
        </Panel>
        {!isArchived && presets.error && (
          <ErrorNotice error={presets.error} onRetry={() => void presets.refetch()} />
        )}
        {!isArchived && !presets.error && (presets.isPending || shown.length > 0) && (
          <Panel title={t`Ready to use`} isPlain>
            <DataTable
              label={t`Ready to use`}
              columns={few}
              rows={shown}
              rowKey={(view) => view.id}
              onOpen={open}
              isPending={presets.isPending}
            />
          </Panel>
        )}
      </div>
    </>
  )
}

function columnsWith(subjects: Subject[] = []): Column<Row>[] {
  return [
    {
      id: 'name',
      header: t`Name`,
      width: 240,
      cell: (view) => (
        <>
          <TextLink to="/views/$viewId" params={{ viewId: view.id }} size="sm" fw={500}>
            {view.name}
          </TextLink>
          {view.description && (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {view.description}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'subject',
      header: t`About`,
      width: 130,
      cell: (view) => subjects.find(({ id }) => id === view.subject)?.title,
    },
    { id: 'seenBy', header: t`Seen by`, width: 130, cell: seenByWords },
    { id: 'owner', header: t`Owner`, width: 120, cell: (view) => view.owner },
    {
      id: 'changed',
      header: t`Changed`,
      isFigure: true,
      width: 124,
      cell: (view) => <Moment at={view.updatedAt} />,
    },
  ]
}

function NoView({ isSearched, isArchived }: { isSearched: boolean; isArchived: boolean }) {
  const may = useMay()
  if (isSearched) {
    return <EmptyState title={t`No kept view has these words`}>{t`Look for others.`}</EmptyState>
  }
  if (isArchived) return <EmptyState title={t`Nothing is archived`} />
  return (
    <EmptyState
      title={t`No view is kept yet`}
      action={
        <ButtonLink to="/views/new" variant="default">
          {t`Ask a question`}
        </ButtonLink>
      }
    >
      {t`A view is a question you ask again and again: who clicked twice this month, opt-outs by
        owner, how each campaign of the year did.`}{' '}
      {may('keep_views')
        ? t`Start with one of those below, and keep a copy changed to your liking.`
        : t`Those below answer the usual ones.`}
    </EmptyState>
  )
}
