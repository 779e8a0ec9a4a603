import { Group, List, Stack, Text } from '@mantine/core'
import { IconArrowsJoin } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useAnswer, useChange } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyDone } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { FIELD_WORDS } from './mergeFields.ts'
import type { Person } from './PersonHeader.tsx'
import { IDENTITY_SHOWN_BY } from './shown.ts'

type Merged = Person['mergedFrom'][number]

/** Who was merged into this person, each with its way back; nothing where nobody was. */
export function MergedFrom({ person }: { person: Person }) {
  const may = useMay()
  if (person.mergedFrom.length === 0) return null
  return (
    <Stack component="section" aria-label={t`Merged persons`} gap={4} mb="md">
      {person.mergedFrom.map((merged) => (
        <Group key={merged.mergeId} gap="xs">
          <StateBadge tone="plain" icon={IconArrowsJoin}>
            {t`Merged from ${merged.name}`}
          </StateBadge>
          <Text size="sm" c="dimmed">
            {merged.externalId && `${t`id ${merged.externalId}`} · `}
            {merged.into && `${t`by way of ${merged.into.name}`} · `}
            {jt`${(<Moment at={merged.mergedAt} />)} by ${merged.mergedBy}`}
          </Text>
          {may('edit_people') && merged.into === null && (
            <UndoMerge person={person} merged={merged} />
          )}
        </Group>
      ))}
    </Stack>
  )
}

function UndoMerge({ person, merged }: { person: Person; merged: Merged }) {
  const navigate = useNavigate()
  const undo = useChange('people.undoMerge', IDENTITY_SHOWN_BY)

  async function confirm() {
    const parted = await undo.mutateAsync({ params: { mergeId: merged.mergeId } })
    notifyDone(t`${parted.name} is a person of its own again.`)
    await navigate({ to: '/people/$personId', params: { personId: String(parted.id) } })
  }

  return (
    <ConfirmAction
      label={t`Undo…`}
      confirmLabel={t`Undo the merge`}
      size="compact-sm"
      consequence={t`${person.name} and ${merged.name} become two persons again, each as before the
          merge. What was changed or learnt since stays with ${person.name}.`}
      onConfirm={confirm}
    >
      <Outlook mergeId={merged.mergeId} />
    </ConfirmAction>
  )
}

/** What undoing does, in sentences; read when the dialogue opens. */
function Outlook({ mergeId }: { mergeId: number }) {
  const { data, error } = useAnswer('people.mergeOutlook', { params: { mergeId } })
  if (error) return <ErrorNotice error={error} />
  if (!data) return <LinesSkeleton lines={3} />
  const { kept, merged } = data
  const fields = data.fieldsBack.map((field) => FIELD_WORDS[field])
  const sentences = [
    data.undoFirst !== null && said(data.undoFirst),
    data.addressesBack.length > 0 && t`Back to ${merged.name}: ${data.addressesBack.join(', ')}.`,
    data.addressesEnded.length > 0
      && t`Ended since, and ended for both: ${data.addressesEnded.join(', ')}.`,
    data.addressesStay.length > 0
      && t`Added since, and stays with ${kept.name}: ${data.addressesStay.join(', ')}.`,
    data.organizationsBack.length > 0
      && t`${merged.name} belongs to ${data.organizationsBack.join(', ')} again.`,
    data.fieldsBack.length > 0 && t`As before the merge at ${kept.name}: ${fields.join(', ')}.`,
    ...data.consent.map(said),
  ].filter((one) => typeof one === 'string')
  return (
    <List size="sm" spacing={4}>
      {sentences.map((sentence) => (
        <List.Item key={sentence}>{sentence}</List.Item>
      ))}
    </List>
  )
}
