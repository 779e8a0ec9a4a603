import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { Disclosure } from '../pieces/Disclosure.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { leadToFirstFault } from '../pieces/first-fault.ts'
import { fieldErrors, notifyRefusal } from '../refusals.ts'
import type { ConnectorInfo } from './Capabilities.tsx'
import classes from './connections.module.css'
import {
  filledValues,
  initialValues,
  missingFields,
  refusalOf,
  settingsForm,
  type SettingsField,
  type SettingsForm,
} from './settings-schema.ts'
import { isConsentPage } from './AuthoriseButton.tsx'
import { SettingsInput } from './SettingsInput.tsx'
import { needsAuthorisation } from './state.ts'

/** The connector's settings as its schema describes them, then authorisation at the service. */
export function NewConnectionForm({ connector }: { connector: ConnectorInfo }) {
  const form = settingsForm(connector.settingsSchema)
  const [name, setName] = useState(connector.title)
  const [values, setValues] = useState(() => initialValues(form))
  const [missing, setMissing] = useState<string[]>([])
  const { create, isWorking, error } = useCreate()
  const refused = fieldErrors(error)

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    const empty = missingFields(form, values)
    setMissing(empty)
    if (empty.length > 0) return
    create({ connector: connector.id, name: name.trim(), settings: filledValues(form, values) })
  }

  const input = (field: SettingsField) => (
    <SettingsInput
      key={field.name}
      field={field}
      value={values[field.name]}
      error={refusalOf(field, refused) ?? (missing.includes(field.name) && t`This is needed.`)}
      onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
    />
  )
  return (
    <form onSubmit={onSubmit} noValidate className={classes.form}>
      <Stack gap="md">
        <TextInput
          label={t`Name`}
          description={t`How you tell this account from others.`}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          error={refused['name']}
        />
        {form.asked.map(input)}
        {form.advanced.length > 0 && (
          <Disclosure
            label={t`Advanced`}
            mustShow={form.advanced.some((field) => refusalOf(field, refused))}
          >
            <Stack gap="md" mt="xs">
              {form.advanced.map(input)}
            </Stack>
          </Disclosure>
        )}
        {error !== null && <ErrorNotice error={error} />}
        <Group gap="sm">
          <Button type="submit" loading={isWorking}>
            {t`Connect ${connector.title}`}
          </Button>
          <Text size="xs" c="dimmed">
            {whatComesNext(connector, form)}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

function whatComesNext({ title, capabilities }: ConnectorInfo, form: SettingsForm): string {
  if (capabilities.some(isConsentPage)) return t`Next, ${title} asks you to sign in and allow it.`
  return [...form.asked, ...form.advanced].some(({ isSecret }) => isSecret)
    ? t`Homing signs in at ${title} at once, and looks what it may do.`
    : t`Homing signs in nowhere for it: what it reads is brought, or sent, to it.`
}

/** Makes the connection, then visits the consent page where the service wants that. */
function useCreate() {
  const create = useChange('connections.create', ['connections.list'])
  const authorise = useChange('connections.authorise')
  const navigate = useNavigate()
  const show = (connectionId: number) =>
    void navigate({
      to: '/connections/$connectionId',
      params: { connectionId: String(connectionId) },
    })
  return {
    isWorking: create.isPending || create.isSuccess,
    error: create.error,
    create: (body: { connector: string; name: string; settings: Record<string, unknown> }) =>
      create.mutate(
        { body: { ...body, name: body.name || undefined } },
        {
          onError: leadToFirstFault,
          onSuccess: (connection) => {
            if (!needsAuthorisation(connection)) return show(connection.id)
            authorise.mutate(
              { params: { connectionId: connection.id } },
              {
                onSuccess: ({ url }) => window.location.assign(url),
                // The connection exists: its own screen offers the same step again.
                onError: (refusal) => {
                  notifyRefusal(refusal)
                  show(connection.id)
                },
              },
            )
          },
        },
      ),
  }
}
