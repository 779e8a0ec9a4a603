import { Group, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { notifyDone } from '../refusals.ts'
import classes from './connections.module.css'
import type { Hook } from './HookPanel.tsx'
import type { Connection } from './state.ts'

interface HookKeysProps {
  connection: Connection
  hook: Hook
  mayManage: boolean
}

/** What proves a delivery: entered, and exchanged without a delivery being refused. */
export function HookKeys({ connection, hook, mayManage }: HookKeysProps) {
  const { keyKind, keys, keysMax } = hook
  const { connectorTitle, id } = connection
  return (
    <section>
      <Title order={2} mb={4}>
        {keyKind.title}
      </Title>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {keys.length === 0 ? emptyWords(hook, connectorTitle) : KEPT_WORDS} {keyKind.help}
        </Text>
        {keys.length > 0 && (
          <ul className={classes.keys} aria-label={keyKind.title}>
            {keys.map((key) => (
              <li key={key.id}>
                <Text size="sm">
                  {enteredWords(key)} <Moment at={key.addedAt} />
                </Text>
                {mayManage && <EndKey connectionId={id} keyId={key.id} hook={hook} />}
              </li>
            ))}
          </ul>
        )}
        {mayManage && keys.length < keysMax && <EnterKey connectionId={id} hook={hook} />}
      </Stack>
    </section>
  )
}

const KEPT_WORDS = 'A delivery is taken in if any of these proves it.'

function enteredWords({ hint, addedBy }: Hook['keys'][number]): string {
  return `${hint === '' ? 'Entered' : `Ends in “${hint}”, entered`} by ${addedBy}`
}

function emptyWords({ keyKind }: Hook, connectorTitle: string): string {
  return keyKind.isNeeded
    ? `Until it is entered, everything ${connectorTitle} delivers is refused.`
    : 'The secret address alone proves a delivery until one is entered.'
}

function EnterKey({ connectionId, hook }: { connectionId: number; hook: Hook }) {
  const add = useChange('hooks.addKey', ['hooks.show', 'audit.list'])
  const [key, setKey] = useState('')
  const isFirst = hook.keys.length === 0
  return (
    <ConfirmAction
      label={isFirst ? 'Enter it' : 'Enter another'}
      confirmLabel="Keep it"
      variant={isFirst && hook.address !== null ? 'filled' : 'default'}
      consequence={
        isFirst
          ? 'It is kept sealed and never shown again.'
          : 'Those before stay valid until you end them, so that nothing is refused meanwhile.'
      }
      onConfirm={async () => {
        await add.mutateAsync({ params: { connectionId }, body: { key } })
        setKey('')
        notifyDone('Kept. It counts from now on.')
      }}
    >
      <PasswordInput
        label={hook.keyKind.title}
        description={hook.keyKind.help}
        autoComplete="off"
        required
        data-autofocus
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
    </ConfirmAction>
  )
}

function EndKey(props: { connectionId: number; keyId: string; hook: Hook }) {
  const { connectionId, keyId, hook } = props
  const end = useChange('hooks.endKey', ['hooks.show', 'audit.list'])
  const isLast = hook.keys.length === 1
  return (
    <Group>
      <ConfirmAction
        label="End it…"
        confirmLabel="End it"
        size="compact-sm"
        isDestructive
        consequence={
          isLast && hook.keyKind.isNeeded
            ? 'It is the only one: everything that is delivered will be refused.'
            : 'What is proved by it alone is refused from now on.'
        }
        onConfirm={() => end.mutateAsync({ params: { connectionId, keyId } })}
      />
    </Group>
  )
}
