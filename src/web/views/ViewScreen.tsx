import { Text } from '@mantine/core'
import { useNavigate, useParams, useSearch, type LinkProps } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { PutOnDashboard } from '../dashboards/PutOnDashboard.tsx'
import { jt, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton, PageSkeleton } from '../pieces/Skeletons.tsx'
import type { Words } from '../search.ts'
import { useMay } from '../session/session.ts'
import { fromAddress, subjectOf, useOpened, useSubjects, useView, type Step } from './asking.ts'
import { AskedFor, isAnswered } from './AskedFor.tsx'
import { Download } from './Download.tsx'
import { EditView } from './EditView.tsx'
import { Result, type Look } from './Result.tsx'
import { SendByMail } from './SendByMail.tsx'
import { ViewActions } from './ViewActions.tsx'
import classes from './views.module.css'
import { definitionTold } from './told.ts'
import { seenByWithin, type Subject, type Values, type View } from './words.ts'

type Search = Words<'values' | 'rows' | 'as' | 'edit'>

/** One view: what it finds now, or the rows behind one of its figures, or its editor. */
export default function ViewScreen() {
  const { viewId } = useParams({ from: '/inside/views/$viewId' })
  const { edit } = useSearch({ from: '/inside/views/$viewId' })
  const { view, error, retry: again } = useView(viewId)
  const { subjects, error: fault, retry } = useSubjects()
  if (error && !view) return <ErrorNotice isPage error={error} onRetry={again} />
  if (fault && !subjects) return <ErrorNotice isPage error={fault} onRetry={retry} />
  if (!view || !subjects) return <PageSkeleton />
  if (edit === 'true' && view.isYours) return <EditView view={view} subjects={subjects} />
  return <Looked key={view.id} view={view} subjects={subjects} />
}

function Looked({ view, subjects }: { view: View; subjects: Subject[] }) {
  const search = useSearch({ from: '/inside/views/$viewId' })
  const navigate = useNavigate()
  const may = useMay()
  const given = fromAddress<Values>(search.values, {})
  const steps = useMemo(() => fromAddress<Step[]>(search.rows, []), [search.rows])
  const { definition, isPreset } = view
  const asked = isAnswered(definition, given) ? { definition, given, isPreset } : null
  const opened = useOpened(asked ?? undefined, steps)
  const subject = subjectOf(subjects, view.subject)
  const change = (part: Search) =>
    void navigate({
      to: '/views/$viewId',
      params: { viewId: view.id },
      search: { ...search, ...part },
      replace: true,
    })
  const doorTo = useDoorTo(view.id, search.values)
  const door = useCallback((step: Step) => doorTo([...steps, step]), [doorTo, steps])
  const isWithin = steps.length > 0
  return (
    <>
      <PageHeader
        title={isWithin ? t`Behind a figure of “${view.name}”` : view.name}
        sub={
          isWithin ? (
            <TextLink {...doorTo([])} size="sm">
              {t`Back to the view`}
            </TextLink>
          ) : (
            <Subtitle view={view} subject={subject} />
          )
        }
        actions={
          <>
            {asked && may('export') && opened.data && (
              <Download view={view} question={opened.data} given={given} isWithin={isWithin} />
            )}
            {asked && may('export') && !isWithin && view.archivedAt === null && (
              <SendByMail view={view} given={given} />
            )}
            {asked && may('keep_views') && !isWithin && view.archivedAt === null && (
              <PutOnDashboard view={view} given={given} />
            )}
            {isWithin ? (
              <ButtonLink
                to="/views/new"
                search={{ from: view.id, values: search.values, rows: search.rows }}
                variant="default"
              >
                {t`Ask further from here`}
              </ButtonLink>
            ) : (
              <ViewActions view={view} />
            )}
          </>
        }
      />
      <div className={classes.stack}>
        {!isWithin && view.definition.parameters.length > 0 && (
          <AskedFor
            definition={definitionTold(view)}
            subject={subject}
            given={given}
            onGive={(values) => change({ values: JSON.stringify(values) })}
          />
        )}
        {asked === null ? (
          <Text size="sm" c="dimmed">
            {t`Answer what is asked above: what is found stands here then.`}
          </Text>
        ) : opened.error ? (
          <ErrorNotice error={opened.error} onRetry={() => void opened.refetch()} />
        ) : opened.data === undefined ? (
          <LinesSkeleton lines={8} />
        ) : (
          <Result
            question={opened.data}
            subject={subject}
            door={door}
            look={search.as === 'table' || search.as === 'chart' ? search.as : undefined}
            onLook={(look: Look) => change({ as: look })}
          />
        )}
      </div>
    </>
  )
}

/** Where rows of a view are: those behind a figure, behind one of theirs, and so on. */
function useDoorTo(viewId: string, values: string | undefined) {
  return useCallback(
    (rows: Step[]): LinkProps => ({
      to: '/views/$viewId',
      params: { viewId },
      search: { values, rows: rows.length > 0 ? JSON.stringify(rows) : undefined },
    }),
    [viewId, values],
  )
}

function Subtitle({ view, subject }: { view: View; subject: Subject }) {
  return (
    <>
      {subject.title} ·{' '}
      {view.isPreset
        ? t`ships with Homing`
        : `${t`a view of ${view.owner}`} · ${seenByWithin(view)}`}
      {view.updatedAt !== null && <> · {jt`changed ${(<Moment at={view.updatedAt} />)}`}</>}
      {view.archivedAt !== null && <> · {jt`archived ${(<Moment at={view.archivedAt} />)}`}</>}
      {view.description && (
        <Text size="sm" mt={4}>
          {view.description}
        </Text>
      )}
    </>
  )
}
