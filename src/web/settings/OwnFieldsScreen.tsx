import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { ChangeOwnField, NewOwnField } from './OwnFieldForm.tsx'
import { KIND_WORDS, OWN_FIELDS_SHOWN_BY } from './ownFields.ts'

type OwnField = AnswerTo<'ownFields.list'>['items'][number]

/** The fields of people that the firm defined: made, renamed, retired. */
export default function OwnFieldsScreen() {
  const [changed, setChanged] = useState<OwnField | null>(null)
  const { data, error, refetch } = useAnswer('ownFields.list', {})
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={6} />
  return (
    <Stack gap="lg">
      <Panel title={t`Fields of people`} isPlain>
        <Text size="sm" c="dimmed" mb="sm">
          {t`Beside what every person has. A file fills a field by a column named by its key; the
            person’s page shows it, lists ask for it, and a connection’s Fields tell it to a
            service.`}
        </Text>
        <DataTable
          label={t`Fields of people`}
          columns={columnsOf(setChanged)}
          rows={data.items}
          rowKey={({ key }) => key}
          empty={
            <EmptyState title={t`No field of your own yet`}>{t`Define one below.`}</EmptyState>
          }
        />
      </Panel>
      <Panel title={t`A new field`}>
        <NewOwnField />
      </Panel>
      <Modal
        opened={changed !== null}
        onClose={() => setChanged(null)}
        title={changed === null ? '' : t`Change ${changed.label}`}
        centered
      >
        {changed !== null && <ChangeOwnField field={changed} onDone={() => setChanged(null)} />}
      </Modal>
    </Stack>
  )
}

function columnsOf(change: (field: OwnField) => void): Column<OwnField>[] {
  return [
    { id: 'label', header: t`Field`, width: 180, cell: ({ label }) => label },
    { id: 'key', header: t`Key`, width: 160, cell: ({ key }) => key },
    {
      id: 'kind',
      header: t`Takes`,
      width: 220,
      cell: ({ kind, choices }) =>
        kind === 'choice' ? t`One of: ${choices.join(', ')}` : KIND_WORDS[kind],
    },
    {
      id: 'state',
      header: t`State`,
      width: 110,
      cell: ({ isRetired }) => (
        <StateBadge tone="plain">{isRetired ? t`Retired` : t`In use`}</StateBadge>
      ),
    },
    {
      id: 'actions',
      header: t`Change`,
      cell: (field) => (
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={t`Change ${field.label}`}
            onClick={() => change(field)}
          >
            {t`Change`}
          </Button>
          <Retire field={field} />
        </Group>
      ),
    },
  ]
}

function Retire({ field }: { field: OwnField }) {
  const change = useChange('ownFields.change', OWN_FIELDS_SHOWN_BY)
  const { key, label, isRetired } = field
  return (
    <ConfirmAction
      label={isRetired ? t`Use ${label} again` : t`Retire ${label}`}
      size="compact-xs"
      variant="subtle"
      consequence={
        isRetired
          ? t`It is shown, filled and told again, with what people had there.`
          : t`It is offered and filled no more. What people have stays, and comes back with it.`
      }
      onConfirm={() => change.mutateAsync({ params: { key }, body: { isRetired: !isRetired } })}
    />
  )
}
