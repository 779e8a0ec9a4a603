import { Button, Group, NumberInput, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { notifyDone } from '../refusals.ts'
import classes from './connections.module.css'
import { ServiceSettings } from './ServiceSettings.tsx'
import type { Connection } from './state.ts'

/** What a read may take away unasked is chosen among these, in percent. */
const CAPS = [0, 1, 5, 10, 20, 50, 100]

/**
 * Name, what may be taken away unasked, and how long an opt-out may take; how its service is
 * reached; removal, with what it means.
 */
export function ConnectionSettings({ connection }: { connection: Connection }) {
  return (
    <Stack gap="xl" className={classes.form}>
      <NameAndCap key={connection.id} connection={connection} />
      <ServiceSettings connection={connection} />
      <Removal connection={connection} />
    </Stack>
  )
}

function NameAndCap({ connection }: { connection: Connection }) {
  const change = useChange('connections.change', ['connections.show', 'connections.list'])
  const [name, setName] = useState(connection.name)
  const [cap, setCap] = useState(connection.removalsPercentMax)
  const caps = [...new Set([...CAPS, connection.removalsPercentMax])].toSorted((a, b) => a - b)
  const [within, setWithin] = useState(connection.toldWithinMinutes)
  const isSame =
    name.trim() === connection.name
    && cap === connection.removalsPercentMax
    && within === connection.toldWithinMinutes
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(
          {
            params: { connectionId: connection.id },
            body: {
              name: name.trim(),
              removalsPercentMax: cap,
              toldWithinMinutes: within,
            },
          },
          { onSuccess: () => notifyDone(t`Saved.`) },
        )
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t`Name`}
          description={t`As it stands beside every campaign and event.`}
          value={name}
          maxLength={200}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t`May go without asking`}
          description={t`When lists or contacts are read and more of them are gone than this,
            nothing is taken away before somebody approves it.`}
          allowDeselect={false}
          value={String(cap)}
          onChange={(word) => word && setCap(Number(word))}
          data={caps.map((each) => ({ value: String(each), label: capWords(each) }))}
        />
        <NumberInput
          label={t`Minutes to take an opt-out`}
          description={t`What has not been acknowledged for so long after it could have been told
            raises an alarm.`}
          min={1}
          max={1440}
          allowDecimal={false}
          value={within}
          onChange={(value) => typeof value === 'number' && setWithin(value)}
        />
        {change.error && <ErrorNotice error={change.error} />}
        <Group>
          <Button type="submit" disabled={isSame || name.trim() === ''} loading={change.isPending}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function capWords(percent: number): string {
  if (percent === 0) return t`a handful at most`
  return percent === 100 ? t`everything` : t`up to ${percent} % of what is held`
}

function Removal({ connection }: { connection: Connection }) {
  const remove = useChange('connections.remove', ['connections.list'])
  const navigate = useNavigate()
  return (
    <section>
      <Title order={2} mb={4}>
        {t`Remove`}
      </Title>
      <Text size="sm" mb="sm">
        {t`Everything that came home stays: campaigns, events, opt-outs. Nothing new is read, and
          the permission ${connection.connectorTitle} gave is destroyed here.`}
      </Text>
      <ConfirmAction
        label={t`Remove ${connection.name}`}
        isDestructive
        consequence={t`Homing forgets how to read this ${connection.connectorTitle} account and
          reads nothing more from it. What came home stays. To connect it again, somebody has to
          authorise it again.`}
        onConfirm={async () => {
          await remove.mutateAsync({ params: { connectionId: connection.id } })
          notifyDone(t`${connection.name} is removed. What came home stays.`)
          await navigate({ to: '/connections' })
        }}
      />
    </section>
  )
}
