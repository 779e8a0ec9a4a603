import { Button, Group, Select } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'

/** Lists offered at most; those beyond are sent from their own page. */
const OFFERED_MAX = 200

/** Selects everybody on one of the firm's own lists, or in a segment now. */
export function SelectFromList(props: {
  isSelecting: boolean
  onSelect: (personListId: number) => void
}) {
  const [chosen, setChosen] = useState<string | null>(null)
  const { data, error } = useAnswer('personLists.list', { query: { limit: OFFERED_MAX } })
  if (error) return <ErrorNotice error={error} />
  const offered = (data?.items ?? []).filter((one) => one.kind !== 'suppression')
  if (offered.length === 0) return null
  return (
    <Group align="flex-end" gap="xs">
      <Select
        label={t`Or from a list or segment of your own`}
        placeholder={t`Choose one`}
        searchable
        clearable
        data={offered.map((one) => ({ value: String(one.id), label: one.name }))}
        value={chosen}
        onChange={setChosen}
        style={{ flex: '1 1 240px', maxWidth: 420 }}
      />
      <Button
        variant="default"
        disabled={chosen === null}
        loading={props.isSelecting}
        onClick={() => props.onSelect(Number(chosen))}
      >
        {t`Select everybody on it`}
      </Button>
    </Group>
  )
}
