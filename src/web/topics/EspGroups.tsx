import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { MapGroup } from './MapGroup.tsx'
import { KINDS, TOPICS_SHOWN_BY, type EspGroup } from './words.ts'

/** What the ESPs hold, and which topics each list or group stands for, by its id. */
export function EspGroups() {
  const may = useMay()
  const [words, setWords] = useState('')
  const { data, error, refetch, isPending } = useAnswer('mappings.list', { query: {} })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  const wanted = words.trim().toLowerCase()
  const rows = (data?.items ?? []).filter((one) =>
    [one.name, one.formerName, one.connectionName, ...one.mappings.map(({ topic }) => topic)]
      .join(' ')
      .toLowerCase()
      .includes(wanted),
  )
  return (
    <Panel
      isPlain
      title={t`Groups at the ESPs`}
      actions={
        <TextInput
          type="search"
          aria-label={t`Search groups`}
          placeholder={t`Search: group, topic, connection`}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {t`Who leaves a group at the ESP has left the topics it stands for. As long as it stands
          for none, their address gets nothing at all, to be on the safe side.`}
      </Text>
      <DataTable
        label={t`Groups at the ESPs`}
        columns={may('administer') ? [...columns, change] : columns}
        rows={rows}
        rowKey={(one) => `${one.connectionId} ${one.kind} ${one.externalId}`}
        isPending={isPending}
        empty={
          <EmptyState
            title={wanted === '' ? t`No list has come home yet` : t`Nothing matches`}
            action={
              wanted === '' ? (
                <ButtonLink to="/connections">{t`Connections`}</ButtonLink>
              ) : undefined
            }
          >
            {wanted === ''
              ? t`A connection’s lists stand here once they were read, each to be given its
                  topic.`
              : t`Part of a name is enough: of the group, a topic or a connection.`}
          </EmptyState>
        }
      />
    </Panel>
  )
}

const columns: Column<EspGroup>[] = [
  { id: 'name', header: t`Group`, width: 220, cell: (one) => <Name group={one} /> },
  { id: 'connection', header: t`Connection`, width: 140, cell: (one) => one.connectionName },
  {
    id: 'topics',
    header: t`Stands for`,
    width: 220,
    cell: (one) => <StandsFor group={one} />,
  },
  {
    id: 'members',
    header: t`Addresses on it`,
    isFigure: true,
    cell: (one) => (one.members === null ? t`not told` : wholeNumber(one.members)),
  },
  { id: 'left', header: t`Have left it`, isFigure: true, cell: (one) => wholeNumber(one.optOuts) },
]

const change: Column<EspGroup> = {
  id: 'change',
  header: t`Change`,
  width: 120,
  cell: (one) => <MapGroup group={one} />,
}

function Name({ group }: { group: EspGroup }) {
  const { name, kind, formerName, goneAt } = group
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {name}
        {kind !== 'list' && (
          <Text span size="xs" c="dimmed">
            {' '}
            {KINDS[kind].one}
          </Text>
        )}
      </Text>
      {formerName !== null && <Renamed group={group} formerName={formerName} />}
      {goneAt !== null && (
        <StateBadge tone="waiting">{jt`Gone at the ESP ${(<Moment at={goneAt} />)}`}</StateBadge>
      )}
    </Stack>
  )
}

/** The mapping holds by the id; somebody should look whether it is still about the same. */
function Renamed({ group, formerName }: { group: EspGroup; formerName: string }) {
  const may = useMay()
  const note = useChange('mappings.noteRename', [...TOPICS_SHOWN_BY])
  const { connectionId, kind, externalId } = group
  return (
    <Group gap="xs">
      <StateBadge tone="waiting">{t`Was called “${formerName}”; the mapping holds`}</StateBadge>
      {may('administer') && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t`Note taken that ${formerName} is now ${group.name}`}
          loading={note.isPending}
          onClick={() =>
            note.mutate({ body: { connectionId, kind, externalId } }, { onError: notifyRefusal })
          }
        >
          {t`Note taken`}
        </Button>
      )}
    </Group>
  )
}

function StandsFor({ group }: { group: EspGroup }) {
  const may = useMay()
  const live = group.mappings.filter((one) => one.retiredAt === null)
  const retired = group.mappings.filter((one) => one.retiredAt !== null)
  return (
    <Stack gap={4}>
      {group.isOpen && (
        <StateBadge tone="bad">{t`No topic: their addresses get nothing`}</StateBadge>
      )}
      {!group.isOpen && live.length === 0 && (
        <Text size="sm" c="dimmed">
          {t`no topic`}
        </Text>
      )}
      {live.map((one) => (
        <Group key={one.topicId} gap="xs">
          <Text size="sm">{one.topic}</Text>
          {may('administer') && <Retire group={group} topicId={one.topicId} topic={one.topic} />}
        </Group>
      ))}
      {retired.map((one) => (
        <Text key={one.topicId} size="xs" c="dimmed" component="div">
          {jt`${one.topic} until ${(<Moment at={one.retiredAt} />)}`}
        </Text>
      ))}
    </Stack>
  )
}

function Retire(props: { group: EspGroup; topicId: number; topic: string }) {
  const { group, topicId, topic } = props
  const retire = useChange('mappings.retire', [...TOPICS_SHOWN_BY])
  const { connectionId, kind, externalId } = group
  return (
    <ConfirmAction
      label={t`Retire ${topic}…`}
      confirmLabel={t`Retire the mapping`}
      size="compact-xs"
      variant="subtle"
      consequence={t`From now on leaving ${group.name} is no longer leaving ${topic}. Who has left
          it so far goes on counting as having left ${topic}: else somebody would be written to.`}
      onConfirm={() => retire.mutateAsync({ body: { connectionId, kind, externalId, topicId } })}
    />
  )
}
