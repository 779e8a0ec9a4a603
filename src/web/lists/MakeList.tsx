import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { call, refresh } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { usePreview } from './SegmentPreview.tsx'
import type { Definition } from './tree.ts'
import { KINDS, type Kind } from './words.ts'

interface MakeListProps {
  isOpen: boolean
  onClose: () => void
  title: string
  /** A name to begin with. */
  name: string
  definition: Definition
  /** Choices that change the definition. */
  children?: ReactNode
}

/** A list of whom a definition finds: as they are now, or as a segment that asks again. */
export function MakeList({ isOpen, onClose, title, ...props }: MakeListProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="lg">
      <MakeListForm {...props} onClose={onClose} />
    </Modal>
  )
}

function MakeListForm(props: Omit<MakeListProps, 'isOpen' | 'title'>) {
  const { name, definition, onClose, children } = props
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: { name, kind: 'static' as Kind } })
  const { send, isWorking, error } = useFormCall(form)
  const preview = usePreview(definition)

  async function make(words: { name: string; kind: Kind }) {
    const isMade = await send(async () => {
      const made = await call('personLists.make', { body: { ...words, definition } })
      await refresh(queryClient, ['personLists.list'])
      notifyDone(t`“${made.name}” is kept.`)
      await navigate({ to: '/lists/$listId', params: { listId: String(made.id) } })
    })
    if (isMade) onClose()
  }

  const isNobody = !preview.isCounting && preview.data?.count === 0
  return (
    <form onSubmit={form.onSubmit((words) => void make(words))}>
      <Stack gap="md">
        {children}
        <TextInput
          label={t`Name`}
          required
          data-autofocus
          maxLength={100}
          {...form.getInputProps('name')}
        />
        <Select
          label={t`Kind`}
          description={KINDS[form.values.kind].meaning}
          allowDeselect={false}
          data={(Object.keys(KINDS) as Kind[]).map((value) => ({
            value,
            label: KINDS[value].name,
          }))}
          {...form.getInputProps('kind')}
        />
        <Text size="sm" role="status" mih={22}>
          {preview.isCounting
            ? t`Still counting…`
            : preview.data
              ? nowWords(preview.data.count)
              : ''}
        </Text>
        {preview.error !== null && <ErrorNotice error={preview.error} />}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t`Cancel`}
          </Button>
          <Button
            type="submit"
            loading={isWorking}
            disabled={isNobody && form.values.kind !== 'segment'}
          >
            {KINDS[form.values.kind].make}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function nowWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`${shown} person now.`, msg`${shown} people now.`)
}
