import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { isEmail, isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PasswordField } from '../pieces/PasswordField.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { PASSWORD_HINT, passwordReason } from '../session/password.ts'
import { ROLE_CHOICES, type Role } from './roles.ts'

/** Adds a colleague with a first password, which they change under their account. */
export function AddUser() {
  const [isOpen, dialogue] = useDisclosure()
  return (
    <>
      <Button size="compact-sm" onClick={dialogue.open}>
        {t`Add a user…`}
      </Button>
      <Modal opened={isOpen} onClose={dialogue.close} title={t`Add a user`} centered>
        <UserForm onDone={dialogue.close} />
      </Modal>
    </>
  )
}

function UserForm({ onDone }: { onDone: () => void }) {
  const create = useChange('users.create', ['users.list', 'audit.list'])
  const form = useForm({
    initialValues: { name: '', email: '', password: '', role: 'viewer' as Role },
    validate: {
      name: isNotEmpty(t`Say their name.`),
      email: isEmail(t`This is not an e-mail address.`),
      password: passwordReason,
    },
  })
  const { send, isWorking, error } = useFormCall(form)

  async function add(body: typeof form.values) {
    if (!(await send(() => create.mutateAsync({ body })))) return
    notifyDone(t`${body.name} can sign in now.`)
    onDone()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void add(values))} noValidate>
      <Stack gap="md">
        <TextInput label={t`Name`} required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t`E-mail address`}
          type="email"
          autoComplete="off"
          required
          {...form.getInputProps('email')}
        />
        <Select
          label={t`Role`}
          data={ROLE_CHOICES}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <PasswordField
          label={t`First password`}
          description={t`${PASSWORD_HINT} Tell it to them in person: they can change it here.`}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking}>
            {t`Add the user`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
