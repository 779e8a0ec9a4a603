import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { ROLE_CHOICES, type Role } from './roles.ts'
import { SecretShown } from './SecretShown.tsx'

const DAYS_USUAL = 365
const DAYS_MAX = 3650

/** Makes an API key and shows it this once. */
export function MakeKey() {
  const [isOpen, dialogue] = useDisclosure()
  const [key, setKey] = useState<string | null>(null)
  function close() {
    dialogue.close()
    setKey(null)
  }
  return (
    <>
      <Button size="compact-sm" onClick={dialogue.open}>
        {t`Make a key…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={key ? t`Your new key` : t`Make an API key`}
        centered
        closeOnClickOutside={key === null}
      >
        {key ? (
          <SecretShown label={t`API key`} value={key} onDone={close}>
            {t`Copy it now: Homing keeps only its fingerprint and cannot show it again.`}
          </SecretShown>
        ) : (
          <KeyForm onMade={setKey} onCancel={close} />
        )}
      </Modal>
    </>
  )
}

function KeyForm(props: { onMade: (key: string) => void; onCancel: () => void }) {
  const create = useChange('keys.create', ['keys.list', 'audit.list'])
  const form = useForm({
    initialValues: { name: '', role: 'viewer' as Role, expiresInDays: DAYS_USUAL as number | '' },
    validate: { name: isNotEmpty(t`Say what it is for.`) },
  })
  const { send, isWorking, error } = useFormCall(form)

  function make({ name, role, expiresInDays }: typeof form.values) {
    return send(async () => {
      const body = { name, role, expiresInDays: expiresInDays === '' ? undefined : expiresInDays }
      props.onMade((await create.mutateAsync({ body })).key)
    })
  }

  return (
    <form onSubmit={form.onSubmit((values) => void make(values))} noValidate>
      <Stack gap="md">
        <TextInput
          label={t`What is it for?`}
          placeholder={t`Nightly export`}
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label={t`Role`}
          data={ROLE_CHOICES}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <NumberInput
          label={t`Expires after days`}
          description={t`Empty: never.`}
          min={1}
          max={DAYS_MAX}
          allowDecimal={false}
          {...form.getInputProps('expiresInDays')}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking}>
            {t`Make the key`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
