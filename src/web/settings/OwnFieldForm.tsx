import { Button, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { OWN_KINDS, OWN_LABEL_CHARS_MAX, type OwnKind } from '../../api/contract/index.ts'
import { useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { KIND_WORDS, keyOfLabel, OWN_FIELDS_SHOWN_BY } from './ownFields.ts'

const KINDS = OWN_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))

/** Defines a field; its key is suggested from its name, and never changes afterwards. */
export function NewOwnField() {
  const make = useChange('ownFields.create', OWN_FIELDS_SHOWN_BY)
  const form = useForm({
    initialValues: { label: '', key: '', kind: 'text' as OwnKind, choices: [] as string[] },
  })
  const { send, isWorking, error } = useFormCall(form)
  const { label, key, kind } = form.values

  async function save(values: typeof form.values) {
    const body = { ...values, choices: values.kind === 'choice' ? values.choices : [] }
    if (!(await send(() => make.mutateAsync({ body })))) return
    notifyDone(t`People have the field ${values.label}.`)
    form.reset()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack gap="sm">
        <Group align="start" gap="sm">
          <TextInput
            label={t`Name of the field`}
            required
            maxLength={OWN_LABEL_CHARS_MAX}
            w={240}
            {...form.getInputProps('label')}
            onChange={(event) => {
              const next = event.currentTarget.value
              form.setValues({
                label: next,
                ...(key === keyOfLabel(label) && { key: keyOfLabel(next) }),
              })
            }}
          />
          <TextInput
            label={t`Key`}
            required
            maxLength={40}
            w={200}
            {...form.getInputProps('key')}
          />
          <Select
            label={t`It takes`}
            w={170}
            allowDeselect={false}
            data={KINDS}
            {...form.getInputProps('kind')}
          />
        </Group>
        {kind === 'choice' && <Choices {...form.getInputProps('choices')} />}
        {error !== null && <ErrorNotice error={error} />}
        <div>
          <Button type="submit" loading={isWorking}>
            {t`Define the field`}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

/** Renames a field, or changes what may be chosen. */
export function ChangeOwnField(props: {
  field: AnswerTo<'ownFields.list'>['items'][number]
  onDone: () => void
}) {
  const { key, kind, label, choices } = props.field
  const change = useChange('ownFields.change', OWN_FIELDS_SHOWN_BY)
  const form = useForm({ initialValues: { label, choices } })
  const { send, isWorking, error } = useFormCall(form)

  async function save(body: typeof form.values) {
    if (await send(() => change.mutateAsync({ params: { key }, body }))) props.onDone()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack gap="sm">
        <TextInput
          label={t`Name of the field`}
          required
          data-autofocus
          maxLength={OWN_LABEL_CHARS_MAX}
          {...form.getInputProps('label')}
        />
        {kind === 'choice' && <Choices {...form.getInputProps('choices')} />}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={isWorking}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Choices(input: object) {
  return (
    <TagsInput
      label={t`What may be chosen`}
      description={t`Type one, then Enter. What people have stays when it is taken away here.`}
      acceptValueOnBlur
      {...input}
    />
  )
}
