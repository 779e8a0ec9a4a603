import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PasswordField } from '../pieces/PasswordField.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { PASSWORD_HINT, passwordReason } from '../session/password.ts'

interface NewPasswordProps {
  user: { id: string; name: string }
}

/** Gives somebody who forgot theirs a new password. */
export function NewPassword({ user }: NewPasswordProps) {
  const [isOpen, dialogue] = useDisclosure()
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={t`New password for ${user.name}…`}
        onClick={dialogue.open}
      >
        {t`New password…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={t`New password for ${user.name}`}
        centered
      >
        <PasswordForm user={user} onDone={dialogue.close} />
      </Modal>
    </>
  )
}

function PasswordForm({ user, onDone }: NewPasswordProps & { onDone: () => void }) {
  const change = useChange('users.setPassword', ['audit.list'])
  const form = useForm({ initialValues: { password: '' }, validate: { password: passwordReason } })
  const { send, isWorking, error } = useFormCall(form)

  async function give(body: typeof form.values) {
    const params = { userId: user.id }
    if (!(await send(() => change.mutateAsync({ params, body })))) return
    notifyDone(t`${user.name} has a new password.`)
    onDone()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void give(values))} noValidate>
      <Stack gap="md">
        <Text size="sm">
          {t`${user.name} is signed out on all devices. Tell them the password in person: they
            change it under their account.`}
        </Text>
        <PasswordField
          label={t`New password`}
          description={PASSWORD_HINT}
          autoComplete="new-password"
          required
          data-autofocus
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking}>
            {t`Give the password`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
