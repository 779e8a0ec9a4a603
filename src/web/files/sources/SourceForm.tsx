import {
  Button,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { t, tc } from '../../languages/messages.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { useFormCall } from '../../pieces/useFormCall.ts'
import { EVERY, KINDS, type SourceKind, type SourceWords } from './kinds.ts'
import { SftpFields } from './SftpFields.tsx'

interface SourceFormProps {
  initial: SourceWords
  /** It is there already: its kind stays, and a secret that is not typed stays too. */
  isKept: boolean
  submitLabel: string
  onSend: (words: SourceWords) => Promise<unknown>
  onCancel: () => void
}

export interface FieldsProps {
  form: ReturnType<typeof useForm<SourceWords>>
  isKept: boolean
}

/** Where files are fetched from, which, how often, and what becomes of them there. */
export function SourceForm({ initial, isKept, submitLabel, onSend, onCancel }: SourceFormProps) {
  const form = useForm({ initialValues: initial })
  const { send, isWorking, error } = useFormCall(form)
  const { kind, everyMinutes } = form.values
  const hint = KINDS.find(({ value }) => value === kind)!.hint
  const every = String(everyMinutes)
  const isOther = !EVERY.some(({ value }) => value === every)
  return (
    <form onSubmit={form.onSubmit((words) => void send(() => onSend(words)))} noValidate>
      <Stack gap="md">
        {!isKept && (
          <SegmentedControl
            aria-label={t`Where the files are`}
            data={KINDS.map(({ value, label }) => ({ value, label }))}
            value={kind}
            onChange={(value) => form.setFieldValue('kind', value as SourceKind)}
          />
        )}
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
        {kind === 'folder' && (
          <TextInput
            label={t`Folder`}
            placeholder="/srv/exports"
            required
            {...form.getInputProps('path')}
          />
        )}
        {kind === 'sftp' && <SftpFields form={form} isKept={isKept} />}
        {kind === 'https' && <AddressFields form={form} isKept={isKept} />}
        {kind !== 'https' && (
          // A label may need two lines: the fields stand on one.
          <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
            <TextInput
              label={t`Which files`}
              description={t`* stands for any letters; several are parted by commas.`}
              {...form.getInputProps('pattern')}
            />
            <TextInput
              label={t`Afterwards, move to the subfolder`}
              description={t`Empty: it is left where it is.`}
              placeholder={tc('folder')`processed`}
              {...form.getInputProps('moveTo')}
            />
          </SimpleGrid>
        )}
        <Select
          label={t`Looked at`}
          data={isOther ? [...EVERY, { value: every, label: t`every ${every} minutes` }] : EVERY}
          value={every}
          onChange={(value) => form.setFieldValue('everyMinutes', Number(value))}
          allowDeselect={false}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function AddressFields({ form, isKept }: FieldsProps) {
  return (
    <>
      <TextInput
        label={t`Address`}
        description={isKept ? t`Empty: it stays what it is.` : t`What stands after ? is not shown.`}
        placeholder="https://…"
        type="url"
        required={!isKept}
        {...form.getInputProps('url')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t`User`}
          description={t`Where it asks for one.`}
          autoComplete="off"
          {...form.getInputProps('user')}
        />
        <TextInput
          label={t`Password`}
          description={isKept ? t`Empty: it stays what it is.` : t`Kept sealed.`}
          type="password"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
      </SimpleGrid>
    </>
  )
}
