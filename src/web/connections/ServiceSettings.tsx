import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { leadToFirstFault } from '../pieces/first-fault.ts'
import { fieldErrors, notifyDone, notifyRefusal } from '../refusals.ts'
import {
  changedValues,
  initialValues,
  refusalOf,
  settingsForm,
  type SettingsForm,
} from './settings-schema.ts'
import { SettingsInput } from './SettingsInput.tsx'
import { SIGN_IN_HASH } from './signInHash.ts'
import { isAsked, type Connection } from './state.ts'

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
  const section = useSignInAsked()
  const { change, save } = useSave(connection)
  const before = { ...initialValues(form), ...connection.settings }
  const [values, setValues] = useState<Record<string, unknown>>(before)
  const settings = changedValues(form, before, values)
  const refused = fieldErrors(change.error)
  const fields = [...form.asked, ...form.advanced]
  return (
    <section ref={section}>
      <Title order={2} mb={4}>
        {t`How Homing reaches ${connection.connectorTitle}`}
      </Title>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save(settings)
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

/** Saves, then looks at once whether the service lets Homing in: the last look was of the old. */
function useSave(connection: Connection) {
  const change = useChange('connections.change', ['connections.show', 'connections.list'])
  const look = useChange('connections.check', [
    ...(['connections.show', 'connections.list', 'freshness.list'] as const),
  ])
  const params = { connectionId: connection.id }

  async function save(settings: Record<string, unknown>): Promise<void> {
    // What is refused stands at its field: change.error.
    const changed = await change.mutateAsync({ params, body: { settings } }).catch(() => null)
    if (changed === null) return leadToFirstFault()
    notifyDone(t`Saved.`)
    if (changed.status !== 'active' || !isAsked(changed)) return
    await look.mutateAsync({ params }).catch(notifyRefusal)
  }

  return { change, save }
}

/** Leads to the secret whoever was sent here to enter it, also when sent once more. */
function useSignInAsked() {
  const section = useRef<HTMLElement>(null)
  const asked = useLocation({
    select: ({ hash, state }) => (hash === SIGN_IN_HASH ? String(state.__TSR_key) : null),
  })
  useEffect(() => {
    if (asked !== null) section.current?.querySelector<HTMLElement>('[type=password]')?.focus()
  }, [asked])
  return section
}
