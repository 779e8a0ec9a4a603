import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { keyOf, refresh, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DropZone } from '../pieces/DropZone.tsx'

/** Takes a CSV file by drop or choice, shows it going up, then leads to its import. */
export function DropFile() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return (
    <DropZone<AnswerTo<'imports.create'>>
      path="/api/imports"
      contentType="text/csv"
      accept=".csv,text/csv,text/plain"
      invitation={t`Drop a CSV file here, or`}
      onTaken={(run) => {
        queryClient.setQueryData(keyOf('imports.show', { params: { importId: run.id } }), run)
        void refresh(queryClient, ['imports.list'])
        return navigate({ to: '/imports/$importId', params: { importId: String(run.id) } })
      }}
    >
      {t`The import begins at once. Rows that cannot be taken are listed with line and reason; the
        others are kept.`}
    </DropZone>
  )
}
