import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import type { Field } from './words.ts'

const KINDS = [
  { value: 'text', label: t`Text` },
  { value: 'number', label: tc('field')`Number` },
  { value: 'date', label: t`Date` },
]
type Kind = 'text' | 'number' | 'date'

/** Makes a custom field at the service; there it is seen by everybody who works with it. */
export function MakeField(props: {
  connectionId: number
  title: string
  onMade: (field: Field) => void
}) {
  const { connectionId, title, onMade } = props
  const [isOpen, setOpen] = useState(false)
  const make = useChange('contactFields.create', ['contactFields.read'])
  const form = useForm({ initialValues: { label: '', kind: 'text' as Kind } })
  const { send, isWorking, error } = useFormCall(form)
  if (!isOpen) {
    return (
      <div>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {t`Make a field at ${title}…`}
        </Button>
      </div>
    )
  }
  const save = async (body: { label: string; kind: Kind }) => {
    const isMade = await send(async () => {
      onMade(await make.mutateAsync({ params: { connectionId }, body }))
    })
    if (!isMade) return
    notifyDone(t`${title} has the field “${body.label}”.`)
    form.reset()
    setOpen(false)
  }
  return (
    <form onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack gap="xs">
        <Group align="start" gap="xs">
          <TextInput
            label={t`Name of the field`}
            required
            autoFocus
            {...form.getInputProps('label')}
          />
          <Select
            label={t`It takes`}
            w={120}
            allowDeselect={false}
            data={KINDS}
            {...form.getInputProps('kind')}
          />
        </Group>
        {error !== null && <ErrorNotice error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isWorking}>
            {t`Make it at ${title}`}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            {t`Cancel`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
