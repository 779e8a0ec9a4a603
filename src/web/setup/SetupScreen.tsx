import { Button, Select, Stack, TextInput } from '@mantine/core'
import { isEmail, isNotEmpty, useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink } from '../pieces/Go.tsx'
import { PasswordField } from '../pieces/PasswordField.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { queryClient } from '../queries.ts'
import { Door } from '../session/Door.tsx'
import { sessionQuery } from '../session/session.ts'
import { PASSWORD_HINT, passwordReason } from '../session/password.ts'
import { timeZones, viewersZone } from './zones.ts'

/** The first visit: creates the firm and its administrator, once. */
export default function SetupScreen() {
  const state = useQuery({ queryKey: ['setup.state', {}], queryFn: () => call('setup.state', {}) })
  if (state.data?.isNeeded === false) {
    return (
      <Door
        title={t`Homing is set up`}
        sub={t`The firm exists already; its administrator can add you, under Settings.`}
      >
        <ButtonLink to="/sign-in">{t`Sign in`}</ButtonLink>
      </Door>
    )
  }
  return (
    <Door
      title={t`Welcome to Homing`}
      sub={t`Name your firm and create its administrator. Colleagues are added later, in Settings.`}
    >
      <SetupForm />
    </Door>
  )
}

function SetupForm() {
  const router = useRouter()
  const form = useForm({
    initialValues: { firm: '', timeZone: viewersZone(), name: '', email: '', password: '' },
    validate: {
      firm: isNotEmpty(t`Name the firm.`),
      name: isNotEmpty(t`Say your name.`),
      email: isEmail(t`This is not an e-mail address.`),
      password: passwordReason,
    },
    validateInputOnBlur: true,
  })
  const { send, isWorking, error } = useFormCall(form)

  async function create(body: typeof form.values) {
    const isCreated = await send(async () => {
      const session = await call('setup.create', { body })
      queryClient.clear()
      queryClient.setQueryData(sessionQuery.queryKey, session)
    })
    if (isCreated) await router.navigate({ to: '/' })
  }

  return (
    <form onSubmit={form.onSubmit((values) => void create(values))} noValidate>
      <Stack gap="md">
        <TextInput label={t`Firm`} autoFocus required {...form.getInputProps('firm')} />
        <Select
          label={t`Time zone`}
          description={t`Days in reports begin at midnight there.`}
          data={timeZones()}
          searchable
          allowDeselect={false}
          limit={100}
          {...form.getInputProps('timeZone')}
        />
        <TextInput
          label={t`Your name`}
          autoComplete="name"
          required
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t`E-mail address`}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <PasswordField
          label={t`Password`}
          description={PASSWORD_HINT}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Button type="submit" loading={isWorking} fullWidth>
          {t`Create the firm`}
        </Button>
      </Stack>
    </form>
  )
}
