import { List, SimpleGrid, Text } from '@mantine/core'
import { settingsForm } from '../../connections/settings-schema.ts'
import { SettingsInput } from '../../connections/SettingsInput.tsx'
import { t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { Panel } from '../../pieces/Panel.tsx'
import type { Able, PartProps } from './parts.ts'

/** What this service wants of a campaign besides, as its schema says. */
export function ServiceFields({
  draft,
  words,
  write,
  isClosed,
  service,
}: PartProps & { service: Able }) {
  const form = settingsForm(service.mailings.fieldsSchema)
  // Which mailing is copied is chosen above, from those that are there.
  const asked = service.mailings.isCopy ? [] : [...form.asked, ...form.advanced]
  const refused = new Map(draft.lacks.map(({ field, sentence }) => [field, said(sentence)]))
  return (
    <Panel title={service.connectorTitle}>
      <fieldset disabled={isClosed} style={{ border: 0, padding: 0, margin: 0 }}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          {asked.map((field) => (
            <SettingsInput
              key={field.name}
              field={field}
              value={words.fields[field.name]}
              error={refused.get(`fields.${field.name}`)}
              onChange={(value) => write({ fields: { ...words.fields, [field.name]: value } })}
            />
          ))}
        </SimpleGrid>
      </fieldset>
      <Text size="xs" c="dimmed" mt="md">
        {t`Good to know`}
      </Text>
      <List size="xs" c="dimmed">
        {service.mailings.rules.map((rule) => (
          <List.Item key={rule}>{said(rule)}</List.Item>
        ))}
      </List>
    </Panel>
  )
}
