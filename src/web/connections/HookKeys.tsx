import { Group, Stack, Text, Title } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useChange } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PasswordField } from '../pieces/PasswordField.tsx'
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
        {said(keyKind.title)}
      </Title>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {keys.length === 0 ? emptyWords(hook, connectorTitle) : KEPT_WORDS} {said(keyKind.help)}
        </Text>
        {keys.length > 0 && (
          <ul className={classes.keys} aria-label={said(keyKind.title)}>
            {keys.map((key) => (
              <li key={key.id}>
                <Text size="sm">{enteredWords(key)}</Text>
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

const KEPT_WORDS = t`A delivery is taken in if any of these proves it.`

function enteredWords({ hint, addedBy, addedAt }: Hook['keys'][number]): ReactNode {
  const when = <Moment at={addedAt} />
  return hint === ''
    ? jt`Entered by ${addedBy} ${when}`
    : jt`Ends in “${hint}”, entered by ${addedBy} ${when}`
}

function emptyWords({ keyKind }: Hook, connectorTitle: string): string {
  return keyKind.isNeeded
    ? t`Until it is entered, everything ${connectorTitle} delivers is refused.`
    : t`The secret address alone proves a delivery until one is entered.`
}

function EnterKey({ connectionId, hook }: { connectionId: number; hook: Hook }) {
  const add = useChange('hooks.addKey', ['hooks.show', 'audit.list'])
  const [key, setKey] = useState('')
  const isFirst = hook.keys.length === 0
  return (
    <ConfirmAction
      label={isFirst ? t`Enter it` : t`Enter another`}
      confirmLabel={t`Keep it`}
      variant={isFirst && hook.address !== null ? 'filled' : 'default'}
      consequence={
        isFirst
          ? t`It is kept sealed and never shown again.`
          : t`Those before stay valid until you end them, so that nothing is refused meanwhile.`
      }
      onConfirm={async () => {
        await add.mutateAsync({ params: { connectionId }, body: { key } })
        setKey('')
        notifyDone(t`Kept. It counts from now on.`)
      }}
    >
      <PasswordField
        label={said(hook.keyKind.title)}
        description={said(hook.keyKind.help)}
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
        label={t`End it…`}
        confirmLabel={t`End it`}
        size="compact-sm"
        isDestructive
        consequence={
          isLast && hook.keyKind.isNeeded
            ? t`It is the only one: everything that is delivered will be refused.`
            : t`What is proved by it alone is refused from now on.`
        }
        onConfirm={() => end.mutateAsync({ params: { connectionId, keyId } })}
      />
    </Group>
  )
}
