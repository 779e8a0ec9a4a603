import { Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call, refresh } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { SegmentForm } from './SegmentForm.tsx'
import type { Definition } from './tree.ts'
import { KINDS, type Kind } from './words.ts'

interface Words {
  name: string
  description: string
  definition?: Definition
}

/** A new list, suppression list or segment: which, is chosen first and stands in the address. */
export default function NewListScreen() {
  const { kind: asked } = useSearch({ from: '/inside/lists/new' })
  const kind: Kind = asked === 'static' || asked === 'suppression' ? asked : 'segment'
  const navigate = useNavigate()
  const queryClient = useQueryClient()

  async function make({ definition = undefined, ...words }: Words) {
    const body = { ...words, kind, definition: definition ?? null }
    const made = await call('personLists.make', { body })
    await refresh(queryClient, ['personLists.list'])
    notifyDone(t`“${made.name}” is kept.`)
    await navigate({ to: '/lists/$listId', params: { listId: String(made.id) } })
  }

  return (
    <>
      <PageHeader title={t`A new list`} sub={KINDS[kind].meaning} />
      <SegmentedControl
        aria-label={t`What it is to be`}
        mb="md"
        data={(Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: KINDS[value].name }))}
        value={kind}
        onChange={(next) =>
          void navigate({ to: '/lists/new', search: { kind: next }, replace: true })
        }
      />
      {kind === 'segment' ? (
        <SegmentForm saveLabel={t`Keep the segment`} onSave={make} />
      ) : (
        <ListForm kind={kind} onSave={make} />
      )}
    </>
  )
}

function ListForm(props: { kind: Kind; onSave: (words: Words) => Promise<void> }) {
  const form = useForm({ initialValues: { name: '', description: '' } })
  const { send, isWorking, error } = useFormCall(form)
  return (
    <form onSubmit={form.onSubmit((words) => void send(() => props.onSave(words)))}>
      <Stack gap="md" maw={480}>
        <TextInput label={t`Name`} required maxLength={100} {...form.getInputProps('name')} />
        <Textarea
          label={t`What it is for`}
          autosize
          maxLength={1000}
          {...form.getInputProps('description')}
        />
        <Text size="sm" c="dimmed">
          {t`People are put on it afterwards: one by one, by their addresses, or whoever is in a
            segment.`}
        </Text>
        {error !== null && <ErrorNotice error={error} />}
        <Group>
          <Button type="submit" loading={isWorking}>
            {KINDS[props.kind].make}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
