import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call, refresh } from '../api.ts'
import type { RouteName } from '../../api/contract/index.ts'
import { t } from '../languages/messages.ts'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { notifyDone } from '../refusals.ts'
import { subjectOf } from './asking.ts'
import { Builder, type Built } from './Builder.tsx'
import { draftOf } from './draft.ts'
import { wordsOf } from './NameFields.tsx'
import type { Subject, View } from './words.ts'

/** What shows kept views. */
export const KEPT: RouteName[] = ['views.list', 'views.show']

/** A kept view, changed. */
export function EditView({ view, subjects }: { view: View; subjects: Subject[] }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = () => navigate({ to: '/views/$viewId', params: { viewId: view.id } })
  async function save(built: Built) {
    const body = { ...built, version: view.version }
    await call('views.change', { params: { viewId: view.id }, body })
    await refresh(queryClient, KEPT)
    notifyDone(t`“${built.name}” is kept.`)
    await leave()
  }
  return (
    <>
      <PageHeader title={t`Change “${view.name}”`} />
      <Builder
        subjects={subjects}
        begun={{
          words: wordsOf(view),
          draft: draftOf(view.definition, subjectOf(subjects, view.subject)),
        }}
        saveLabel={t`Keep the changes`}
        onSave={save}
        onLeave={() => void leave()}
      />
    </>
  )
}
