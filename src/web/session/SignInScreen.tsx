import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useRouter, useSearch } from '@tanstack/react-router'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PasswordField } from '../pieces/PasswordField.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { queryClient } from '../queries.ts'
import { Door } from './Door.tsx'
import { sessionQuery } from './session.ts'

/** Signs in and goes on to the page that was wanted. */
export default function SignInScreen() {
  const { from } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const form = useForm({ initialValues: { email: '', password: '' } })
  const { send, isWorking, error } = useFormCall(form)

  async function signIn(body: typeof form.values) {
    const isIn = await send(async () => {
      const session = await call('session.create', { body })
      queryClient.clear()
      queryClient.setQueryData(sessionQuery.queryKey, session)
    })
    if (isIn) router.history.push(safePath(from))
  }

  return (
    <Door title={t`Sign in to Homing`}>
      <form onSubmit={form.onSubmit((values) => void signIn(values))}>
        <Stack gap="md">
          <TextInput
            label={t`E-mail address`}
            type="email"
            autoComplete="username"
            autoFocus
            required
            {...form.getInputProps('email')}
          />
          <PasswordField
            label={t`Password`}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          {error !== null && <ErrorNotice error={error} />}
          <Button type="submit" loading={isWorking} fullWidth>{t`Sign in`}</Button>
        </Stack>
      </form>
    </Door>
  )
}

/** Only ways within Homing are followed: an address of another site is not. */
function safePath(from: string | undefined): string {
  return from && /^\/(?![/\\])/.test(from) ? from : '/'
}
