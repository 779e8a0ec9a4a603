import { Checkbox, Group, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { useChange } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { t } from '../languages/messages.ts'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { KIND_WORDS, type Kind, type Told } from './words.ts'

/** Which kinds are told, and since when: each choice is saved as it is made. */
export function ActivityChoices({ connection, told }: { connection: Connection; told: Told }) {
  const isAllowed = useMay()('manage_connections')
  const change = useChange('activities.change', ['activities.show', 'activities.campaigns'])
  const { connectorTitle, id: connectionId } = connection
  const save = (body: { isOn?: boolean; since?: string; offKinds?: Kind[] }) =>
    change.mutate(
      { params: { connectionId }, body },
      { onSuccess: () => notifyDone(t`Saved.`), onError: notifyRefusal },
    )
  const isFixed = !isAllowed || change.isPending
  const toggle = (kind: Kind, isOn: boolean) => {
    const off = told.kinds.filter((one) => (one.kind === kind ? !isOn : !one.isOn))
    save({ offKinds: off.map((one) => one.kind) })
  }
  return (
    <Stack gap="sm">
      <Title order={2}>{t`What is told`}</Title>
      <Switch
        label={t`Tell ${connectorTitle} of activities`}
        checked={told.isOn}
        disabled={isFixed}
        onChange={(event) => save({ isOn: event.currentTarget.checked })}
      />
      <Group gap="md" role="group" aria-label={t`Kinds of activities`}>
        {told.kinds.map(({ kind, word, isOn }) => (
          <Checkbox
            key={kind}
            label={KIND_WORDS[kind]}
            description={word === null ? t`${connectorTitle} has no place for it` : t`as “${word}”`}
            checked={isOn && word !== null}
            disabled={isFixed || word === null || !told.isOn}
            onChange={(event) => toggle(kind, event.currentTarget.checked)}
          />
        ))}
      </Group>
      <Since told={told} isFixed={isFixed} onSave={(since) => save({ since })} />
      {!isAllowed && (
        <Text size="xs" c="dimmed">
          {t`An administrator chooses what is told.`}
        </Text>
      )}
    </Stack>
  )
}

interface SinceProps {
  told: Told
  isFixed: boolean
  onSave: (since: string) => void
}

function Since({ told, isFixed, onSave }: SinceProps) {
  const day = told.since?.slice(0, 10) ?? ''
  return (
    <TextInput
      key={day}
      type="date"
      label={t`Campaigns sent since`}
      description={t`Earlier ones are not told. What was told of them before stays there.`}
      maw="20rem"
      defaultValue={day}
      disabled={isFixed || !told.isOn}
      onBlur={(event) => {
        const { value } = event.currentTarget
        if (value !== '' && value !== day) onSave(`${value}T00:00:00Z`)
      }}
    />
  )
}
