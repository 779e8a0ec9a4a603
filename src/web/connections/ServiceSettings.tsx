import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { fieldErrors, notifyDone } from '../refusals.ts'
import {
  changedValues,
  initialValues,
  refusalOf,
  settingsForm,
  type SettingsForm,
} from './settings-schema.ts'
import { SettingsInput } from './SettingsInput.tsx'
import type { Connection } from './state.ts'

/** What the connector was told when it was connected, to be put right; secrets are never shown. */
export function ServiceSettings({ connection }: { connection: Connection }) {
  const { data } = useAnswer('connectors.list', {})
  const connector = data?.items.find(({ id }) => id === connection.connector)
  if (connector === undefined) return null
  const form = settingsForm(connector.settingsSchema)
  if (form.asked.length + form.advanced.length === 0) return null
  return <Fields key={JSON.stringify(connection.settings)} connection={connection} form={form} />
}

function Fields({ connection, form }: { connection: Connection; form: SettingsForm }) {
  const change = useChange('connections.change', ['connections.show', 'connections.list'])
  const before = { ...initialValues(form), ...connection.settings }
  const [values, setValues] = useState<Record<string, unknown>>(before)
  const settings = changedValues(form, before, values)
  const refused = fieldErrors(change.error)
  const fields = [...form.asked, ...form.advanced]
  return (
    <section>
      <Title order={2} mb={4}>
        {t`How Homing reaches ${connection.connectorTitle}`}
      </Title>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const params = { connectionId: connection.id }
          change.mutate({ params, body: { settings } }, { onSuccess: () => notifyDone(t`Saved.`) })
        }}
      >
        <Stack gap="md">
          {fields.some(({ isSecret }) => isSecret) && (
            <Text size="sm" c="dimmed">
              {t`A secret stays as it is unless you write another. Where another account or address
                is named, it has to be written again.`}
            </Text>
          )}
          {fields.map((field) => (
            <SettingsInput
              key={field.name}
              field={field.isSecret ? { ...field, isRequired: false } : field}
              value={values[field.name]}
              error={refusalOf(field, refused)}
              onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
            />
          ))}
          {change.error && <ErrorNotice error={change.error} />}
          <Group>
            <Button
              type="submit"
              disabled={Object.keys(settings).length === 0}
              loading={change.isPending}
            >
              {t`Change how it is reached`}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  )
}
