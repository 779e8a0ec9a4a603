import { Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'

type Seed = AnswerTo<'seeds.list'>['items'][number]

/** Colleagues who look at every mailing. */
export function SeedList() {
  const may = useMay()
  const { data, error, refetch, isPending } = useAnswer('seeds.list', {})
  const policy = useAnswer('consent.policy', {})
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  const canChange = may('administer')
  return (
    <Panel isPlain title={t`Seed list`} actions={canChange ? <AddSeed /> : undefined}>
      {policy.data && (
        <Text size="sm" c="dimmed" mb="xs">
          {policy.data.seedIsExempt
            ? t`They get every mailing, even one they opted out of; not after a complaint.`
            : t`They are written to like everybody else: “What we need to write” says otherwise
                where you want that.`}
        </Text>
      )}
      <DataTable
        label={t`Seed list`}
        columns={canChange ? [...columns, change] : columns}
        rows={data?.items ?? []}
        rowKey={(seed) => seed.addressId}
        isPending={isPending}
        empty={
          <EmptyState title={t`Nobody on it`}>
            {t`Put colleagues here who look at every mailing before, or as, the clients get it.`}
          </EmptyState>
        }
      />
    </Panel>
  )
}

const columns: Column<Seed>[] = [
  { id: 'address', header: t`Address`, width: 200, cell: (seed) => seed.address },
  {
    id: 'people',
    header: t`Used by`,
    width: 160,
    cell: (seed) =>
      seed.people.map((person) => (
        <TextLink
          key={person.id}
          to="/people/$personId"
          params={{ personId: String(person.id) }}
          size="sm"
          mr="xs"
        >
          {person.name}
        </TextLink>
      )),
  },
  { id: 'note', header: t`Note`, width: 160, cell: (seed) => seed.note },
  { id: 'by', header: t`Added by`, cell: (seed) => seed.addedBy },
  { id: 'at', header: t`Added`, cell: (seed) => <Moment at={seed.addedAt} /> },
]
const change: Column<Seed> = {
  id: 'change',
  header: t`Change`,
  cell: (seed) => <RemoveSeed seed={seed} />,
}

const SHOWN_BY = ['seeds.list', 'people.preferences', 'audit.list'] as const

function AddSeed() {
  const add = useChange('seeds.add', [...SHOWN_BY])
  const [address, setAddress] = useState('')
  const [note, setNote] = useState('')
  return (
    <ConfirmAction
      label={t`Add a colleague…`}
      confirmLabel={t`Add to the seed list`}
      size="compact-sm"
      consequence={t`The colleague has to be among the people here already.`}
      onConfirm={async () => {
        await add.mutateAsync({ body: { address, note } })
        setAddress('')
        setNote('')
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t`E-mail address`}
          required
          data-autofocus
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <TextInput
          label={t`Note`}
          placeholder={t`Proof-reads the newsletter`}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmAction>
  )
}

function RemoveSeed({ seed }: { seed: Seed }) {
  const remove = useChange('seeds.remove', [...SHOWN_BY])
  return (
    <ConfirmAction
      label={t`Remove ${seed.address}…`}
      confirmLabel={t`Remove from the seed list`}
      size="compact-xs"
      variant="subtle"
      consequence={t`It is written to like any other address from now on.`}
      onConfirm={() => remove.mutateAsync({ params: { addressId: seed.addressId } })}
    />
  )
}
