import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { notifyDone } from '../refusals.ts'
import classes from './connections.module.css'
import { scheduleWords, type Connection } from './state.ts'

const SCHEDULES = [5, 15, 30, 60, 120, 240, 720, 1440]

/** Name and schedule; authorising anew; removal, with what it means. */
export function ConnectionSettings({ connection }: { connection: Connection }) {
  return (
    <Stack gap="xl" className={classes.form}>
      <NameAndSchedule key={connection.id} connection={connection} />
      <Removal connection={connection} />
    </Stack>
  )
}

function NameAndSchedule({ connection }: { connection: Connection }) {
  const change = useChange('connections.change', ['connections.show', 'connections.list'])
  const [name, setName] = useState(connection.name)
  const [minutes, setMinutes] = useState(connection.scheduleMinutes)
  const schedules = [...new Set([...SCHEDULES, connection.scheduleMinutes])].toSorted(
    (one, other) => one - other,
  )
  const isSame = name.trim() === connection.name && minutes === connection.scheduleMinutes
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(
          {
            params: { connectionId: connection.id },
            body: { name: name.trim(), scheduleMinutes: minutes },
          },
          { onSuccess: () => notifyDone('Saved.') },
        )
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="As it stands beside every campaign and event."
          value={name}
          maxLength={200}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Schedule"
          description="How often Homing asks for news by itself."
          allowDeselect={false}
          value={String(minutes)}
          onChange={(word) => word && setMinutes(Number(word))}
          data={schedules.map((each) => ({ value: String(each), label: scheduleWords(each) }))}
        />
        {change.error && <ErrorNotice error={change.error} />}
        <Group>
          <Button type="submit" disabled={isSame || name.trim() === ''} loading={change.isPending}>
            Save name and schedule
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Removal({ connection }: { connection: Connection }) {
  const remove = useChange('connections.remove', ['connections.list'])
  const navigate = useNavigate()
  return (
    <section>
      <Title order={2} mb={4}>
        Remove
      </Title>
      <Text size="sm" mb="sm">
        Everything that came home stays: campaigns, events, opt-outs. Nothing new is read, and the
        permission {connection.connectorTitle} gave is destroyed here.
      </Text>
      <ConfirmAction
        label={`Remove ${connection.name}`}
        isDestructive
        consequence={
          `Homing forgets how to read this ${connection.connectorTitle} account and reads nothing `
          + 'more from it. What came home stays. To connect it again, somebody has to authorise it '
          + 'again.'
        }
        onConfirm={async () => {
          await remove.mutateAsync({ params: { connectionId: connection.id } })
          notifyDone(`${connection.name} is removed. What came home stays.`)
          await navigate({ to: '/connections' })
        }}
      />
    </section>
  )
}
