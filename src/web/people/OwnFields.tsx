import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { OwnValueInput } from './OwnValueInput.tsx'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

/** The fields the firm defined, with what the person has there; nothing where none is defined. */
export function OwnFields({ person }: { person: Person }) {
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  if (person.own.length === 0) return null
  return (
    <Panel
      title={t`Your fields`}
      actions={
        may('edit_people')
        && !isOpen && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {t`Change…`}
          </Button>
        )
      }
    >
      {isOpen ? (
        <Form person={person} onDone={() => setOpen(false)} />
      ) : (
        <Table aria-label={t`Your fields`} withRowBorders={false} verticalSpacing={2}>
          <Table.Tbody>
            {person.own.map(({ key, label, kind, value }) => (
              <Table.Tr key={key}>
                <Table.Th w="40%" fw={500} style={{ verticalAlign: 'top' }}>
                  {label}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {value === '' ? (
                    <Text span size="sm" c="dimmed">
                      {t`empty`}
                    </Text>
                  ) : (
                    wordsOf(kind, value)
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}

function Form({ person, onDone }: { person: Person; onDone: () => void }) {
  const change = useChange('people.changeOwn', [...PERSON_SHOWN_BY, 'why.person'])
  const before = Object.fromEntries(person.own.map(({ key, value }) => [`values.${key}`, value]))
  const form = useForm({ initialValues: before })
  const { send, isWorking, error } = useFormCall(form)

  async function save(typed: Record<string, string>) {
    const changed = person.own.filter(({ key, value }) => typed[`values.${key}`] !== value)
    const values = Object.fromEntries(changed.map(({ key }) => [key, typed[`values.${key}`]!]))
    const params = { personId: person.id }
    if (!(await send(() => change.mutateAsync({ params, body: { values } })))) return
    notifyDone(t`The fields of ${person.name} are saved.`)
    onDone()
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save(form.values)
      }}
    >
      <Stack gap="sm">
        {person.own.map((field) => (
          <OwnValueInput
            key={field.key}
            field={field}
            value={form.values[`values.${field.key}`] ?? ''}
            error={form.errors[`values.${field.key}`]}
            onChange={(value) => form.setValues({ [`values.${field.key}`]: value })}
          />
        ))}
        {error !== null && <ErrorNotice error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isWorking}>
            {t`Save`}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function wordsOf(kind: Person['own'][number]['kind'], value: string): string {
  if (kind !== 'yes_no') return value
  return value === 'yes' ? t`Yes` : t`No`
}
