import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call, refresh } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { fromAddress, subjectOf, useOpened, useSubjects, useView, type Step } from './asking.ts'
import { Builder, type Begun, type Built } from './Builder.tsx'
import { draftOf, newDraft } from './draft.ts'
import { KEPT } from './EditView.tsx'
import { definitionTold } from './told.ts'
import type { Subject, Values } from './words.ts'

const NAMELESS = { name: '', description: '', seenBy: 'owner' as const, roles: [] }

/** A new view: of a subject, a copy of another view, or of the rows behind one of its figures. */
export default function NewViewScreen() {
  const { from, values, rows, subject } = useSearch({ from: '/inside/views/new' })
  const { subjects, error: fault, retry } = useSubjects()
  const source = useView(from ?? '', { isWanted: from !== undefined })
  const given = fromAddress<Values>(values, {})
  const steps = fromAddress<Step[]>(rows, [])
  const question = source.view && { definition: source.view.definition, given }
  const opened = useOpened(question, steps)
  const error = source.error ?? opened.error
  if (fault) return <ErrorNotice isPage error={fault} onRetry={retry} />
  if (error) return <ErrorNotice isPage error={error} onRetry={source.retry} />
  if (!subjects || (from !== undefined && !opened.data)) return <PageSkeleton />
  if (!source.view || !opened.data) {
    const begun = subjects.find(({ id }) => id === subject) ?? subjects[0]!
    return <Make subjects={subjects} begun={{ words: NAMELESS, draft: newDraft(begun) }} />
  }
  const { isPreset } = source.view
  const definition = definitionTold({ isPreset, definition: opened.data.definition })
  const draft = draftOf(definition, subjectOf(subjects, definition.subject))
  const name = steps.length > 0 ? '' : t`${source.view.name} (copy)`.slice(0, 100)
  const words = { ...NAMELESS, name, description: steps.length > 0 ? '' : source.view.description }
  return <Make key={from} subjects={subjects} begun={{ words, draft }} />
}

function Make({ subjects, begun }: { subjects: Subject[]; begun: Begun }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const may = useMay()
  async function make(built: Built) {
    const made = await call('views.make', { body: built })
    await refresh(queryClient, KEPT)
    notifyDone(t`“${made.name}” is kept.`)
    await navigate({ to: '/views/$viewId', params: { viewId: made.id } })
  }
  return (
    <>
      <PageHeader
        title={t`A new view`}
        sub={
          may('keep_views')
            ? t`What is found stands beside it while you edit; nothing is kept before you say so.`
            : t`Ask what you like. Keeping a view is for editors and managers.`
        }
      />
      <Builder
        subjects={subjects}
        begun={begun}
        saveLabel={t`Keep the view`}
        onSave={make}
        onLeave={() => void navigate({ to: '/views' })}
      />
    </>
  )
}
