import { Button, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { PasswordField } from '../pieces/PasswordField.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { PASSWORD_HINT, passwordReason } from '../session/password.ts'
import { useSession } from '../session/session.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import { ROLE_WORDS } from './roles.ts'

/** Who one is here, and one's own password. */
export default function AccountScreen() {
  const { user, role } = useSession()
  return (
    <Stack gap="md" maw={480}>
      <Panel title={user.name}>
        <Text size="sm">{user.email}</Text>
        <Text size="sm" c="dimmed">
          {ROLE_WORDS[role].name}: {ROLE_WORDS[role].meaning}
        </Text>
      </Panel>
      <Panel title={t`Language`}>
        <LanguageChoice />
      </Panel>
      <Panel title={t`Change your password`}>
        <PasswordForm email={user.email} />
      </Panel>
    </Stack>
  )
}

function PasswordForm({ email }: { email: string }) {
  const form = useForm({
    initialValues: { current: '', next: '' },
    validate: { next: passwordReason },
  })
  const { send, isWorking, error } = useFormCall(form)

  async function change(body: typeof form.values) {
    if (!(await send(() => call('password.change', { body })))) return
    form.reset()
    notifyDone(t`Your password is changed; your other sessions have ended.`)
  }

  return (
    <form onSubmit={form.onSubmit((values) => void change(values))}>
      <Stack gap="md">
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordField
          label={t`Your password now`}
          autoComplete="current-password"
          required
          {...form.getInputProps('current')}
        />
        <PasswordField
          label={t`New password`}
          description={PASSWORD_HINT}
          autoComplete="new-password"
          required
          {...form.getInputProps('next')}
        />
        <Text size="sm" c="dimmed">
          {t`Wherever else you are signed in, you will be signed out.`}
        </Text>
        {error !== null && <ErrorNotice error={error} />}
        <Button type="submit" loading={isWorking} style={{ alignSelf: 'flex-start' }}>
          {t`Change the password`}
        </Button>
      </Stack>
    </form>
  )
}
