import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { isEmail, isNotEmpty, useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { call } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink } from '../pieces/Go.tsx'
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
        title="Homing is set up"
        sub="The firm exists already; its administrator can add you, under Settings."
      >
        <ButtonLink to="/sign-in">Sign in</ButtonLink>
      </Door>
    )
  }
  return (
    <Door
      title="Welcome to Homing"
      sub="Name your firm and create its administrator. Colleagues are added later, in Settings."
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
      firm: isNotEmpty('Name the firm.'),
      name: isNotEmpty('Say your name.'),
      email: isEmail('This is not an e-mail address.'),
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
        <TextInput label="Firm" autoFocus required {...form.getInputProps('firm')} />
        <Select
          label="Time zone"
          description="Days in reports begin at midnight there."
          data={timeZones()}
          searchable
          allowDeselect={false}
          limit={100}
          {...form.getInputProps('timeZone')}
        />
        <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          description={PASSWORD_HINT}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Button type="submit" loading={isWorking} fullWidth>
          Create the firm
        </Button>
      </Stack>
    </form>
  )
}
