import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import { TOPICS_SHOWN_BY, type EspGroup } from './words.ts'

/** Lists made into topics in one go. */
const CHOSEN_MAX = 200

/** Makes topics of the ESPs' lists, each mapped to its own. */
export function FromLists() {
  const [isOpen, dialogue] = useDisclosure()
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={dialogue.open}>
        {t`Make topics from your lists…`}
      </Button>
      <Modal opened={isOpen} onClose={dialogue.close} title={t`Topics from your lists`} centered>
        <Choice onDone={dialogue.close} />
      </Modal>
    </>
  )
}

function Choice({ onDone }: { onDone: () => void }) {
  const { data, error, refetch } = useAnswer('mappings.list', { query: {} })
  const make = useChange('topics.fromLists', [...TOPICS_SHOWN_BY])
  const [chosen, setChosen] = useState<string[]>([])
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={3} />
  const free = data.items.filter(isFree).slice(0, CHOSEN_MAX)
  if (free.length === 0) {
    return (
      <Text size="sm">
        {t`No list without a topic has come home. “Read now” beside Lists, on a connection’s
          Schedule, brings them.`}
      </Text>
    )
  }

  function run() {
    const lists = free
      .filter((one) => chosen.includes(keyOf(one)))
      .map(({ connectionId, externalId }) => ({ connectionId, externalId }))
    const given = { body: { lists, groupId: null } }
    make.mutate(given, {
      onSuccess() {
        notifyDone(
          plural(
            lists.length,
            msg`${wholeNumber(lists.length)} list now has a topic.`,
            msg`${wholeNumber(lists.length)} lists now have a topic.`,
          ),
        )
        onDone()
      },
    })
  }

  return (
    <Stack gap="md">
      <Text size="sm">
        {t`Each list you choose becomes a topic of its name, or stands for the one of that name.
          Choose only lists that are something you write about: a list of all clients is none.`}
      </Text>
      <Checkbox.Group label={t`Lists`} value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs" mah={320} style={{ overflowY: 'auto' }}>
          {free.map((one) => (
            <Checkbox
              key={keyOf(one)}
              value={keyOf(one)}
              label={[
                one.name,
                one.connectionName,
                counted(one.members ?? 0, 'address', 'addresses'),
              ].join(' · ')}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {make.error && <ErrorNotice error={make.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t`Cancel`}
        </Button>
        <Button disabled={chosen.length === 0} loading={make.isPending} onClick={run}>
          {plural(
            chosen.length,
            msg`Make ${wholeNumber(chosen.length)} topic`,
            msg`Make ${wholeNumber(chosen.length)} topics`,
          )}
        </Button>
      </Group>
    </Stack>
  )
}

function isFree(one: EspGroup): boolean {
  return one.kind === 'list' && one.goneAt === null && one.mappings.length === 0
}

function keyOf({ connectionId, externalId }: EspGroup): string {
  return `${connectionId} ${externalId}`
}
