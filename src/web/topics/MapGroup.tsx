import { Button, Group, Modal, MultiSelect, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { notifyDone } from '../refusals.ts'
import { KINDS, TOPICS_SHOWN_BY, type EspGroup } from './words.ts'

/** Topics one group may be mapped to in one go. */
const TOPICS_MAX = 20

/** Says which topics a group stands for, after telling what that does to the opt-outs known. */
export function MapGroup({ group }: { group: EspGroup }) {
  const [isOpen, dialogue] = useDisclosure()
  return (
    <>
      <Button
        size="compact-xs"
        variant={group.isOpen ? 'filled' : 'default'}
        aria-label={t`Map ${group.name} to topics…`}
        onClick={dialogue.open}
      >
        {t`Map…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={KINDS[group.kind].asks(group.name)}
        centered
      >
        <Choice group={group} onDone={dialogue.close} />
      </Modal>
    </>
  )
}

function Choice({ group, onDone }: { group: EspGroup; onDone: () => void }) {
  const { data, error, refetch } = useAnswer('topics.list', {})
  const map = useChange('mappings.create', [...TOPICS_SHOWN_BY])
  const [chosen, setChosen] = useState<string[]>([])
  const { connectionId, kind, externalId } = group
  const live = new Set(
    group.mappings.filter((one) => one.retiredAt === null).map((one) => one.topicId),
  )
  const topics = (data?.topics ?? []).filter(
    (topic) => topic.archivedAt === null && !live.has(topic.id),
  )
  const body = { connectionId, kind, externalId, topicIds: chosen.map(Number) }

  function save() {
    map.mutate(
      { body },
      {
        onSuccess() {
          notifyDone(t`${group.name} is mapped.`)
          onDone()
        },
      },
    )
  }

  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="md">
      <MultiSelect
        label={t`Topics`}
        description={t`Usually one. Whoever leaves the group has left each of them.`}
        placeholder={chosen.length === 0 ? t`Choose a topic` : undefined}
        nothingFoundMessage={t`No such topic: make it first`}
        data={topics.map((topic) => ({ value: String(topic.id), label: topic.name }))}
        searchable
        maxValues={TOPICS_MAX}
        data-autofocus
        value={chosen}
        onChange={setChosen}
      />
      {chosen.length > 0 && <Effect body={body} />}
      <Text size="sm" c="dimmed">
        {KINDS[kind].holds(externalId)}
      </Text>
      {map.error && <ErrorNotice error={map.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t`Cancel`}
        </Button>
        <Button disabled={chosen.length === 0} loading={map.isPending} onClick={save}>
          {t`Map it`}
        </Button>
      </Group>
    </Stack>
  )
}

interface EffectProps {
  body: Pick<EspGroup, 'connectionId' | 'kind' | 'externalId'> & { topicIds: number[] }
}

function Effect({ body }: EffectProps) {
  const effect = useQuery({
    queryKey: ['mappings.preview', body],
    queryFn: ({ signal }) => call('mappings.preview', { body, signal }),
  })
  if (effect.error) {
    return <ErrorNotice error={effect.error} onRetry={() => void effect.refetch()} />
  }
  return (
    <Text size="sm" role="status">
      {effect.data ? said(effect.data.sentence) : t`Looking what it does to the opt-outs known …`}
    </Text>
  )
}
