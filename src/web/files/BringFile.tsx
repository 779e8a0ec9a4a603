import { useQueryClient } from '@tanstack/react-query'
import { refresh } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DropZone } from '../pieces/DropZone.tsx'

/** Takes an export by drop or choice and shows it going up; it stands in the list from then on. */
export function BringFile({ connectionId }: { connectionId: number }) {
  const queryClient = useQueryClient()
  return (
    <DropZone
      path={`/api/connections/${connectionId}/files`}
      contentType="application/octet-stream"
      invitation={t`Drop an export here, or`}
      onTaken={() => refresh(queryClient, ['files.list', 'connections.show'])}
    >
      {t`Rows that are known already count once. Rows that cannot be read are problems with their
        line; the others are kept.`}
    </DropZone>
  )
}
