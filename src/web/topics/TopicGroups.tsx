import { Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'
import { MoveArrows } from './MoveArrows.tsx'
import { TOPICS_SHOWN_BY, type Topic, type TopicGroup } from './words.ts'

/** The headings topics stand under, in their order. */
export function TopicGroups({ groups, topics }: { groups: TopicGroup[]; topics: Topic[] }) {
  const may = useMay()
  const columns: Column<TopicGroup>[] = [
    { id: 'name', header: t`Group`, width: 200, cell: (group) => group.name },
    {
      id: 'topics',
      header: t`Topics`,
      isFigure: true,
      cell: (group) => topics.filter((topic) => topic.groupId === group.id).length,
    },
  ]
  const change: Column<TopicGroup> = {
    id: 'change',
    header: t`Change`,
    width: 180,
    cell: (group) => <GroupActions group={group} groups={groups} />,
  }
  return (
    <Panel isPlain title={t`Groups`} actions={may('administer') ? <NameGroup /> : undefined}>
      <DataTable
        label={t`Groups of topics`}
        columns={may('administer') ? [...columns, change] : columns}
        rows={groups}
        rowKey={(group) => group.id}
      />
    </Panel>
  )
}

function GroupActions({ group, groups }: { group: TopicGroup; groups: TopicGroup[] }) {
  const order = useChange('topics.order', [...TOPICS_SHOWN_BY])
  return (
    <Group gap={4} wrap="nowrap">
      <MoveArrows
        name={group.name}
        id={group.id}
        among={groups.map(({ id }) => id)}
        onOrder={(groupIds) => order.mutateAsync({ body: { groupIds } })}
      />
      <NameGroup group={group} />
    </Group>
  )
}

/** Makes a group, or gives one another name. */
export function NameGroup({ group }: { group?: TopicGroup }) {
  const create = useChange('topicGroups.create', [...TOPICS_SHOWN_BY])
  const rename = useChange('topicGroups.rename', [...TOPICS_SHOWN_BY])
  const [name, setName] = useState(group?.name ?? '')
  return (
    <ConfirmAction
      label={group ? t`Rename ${group.name}…` : t`Make a group…`}
      confirmLabel={group ? t`Rename the group` : t`Make the group`}
      size={group ? 'compact-xs' : 'compact-sm'}
      variant={group ? 'subtle' : 'default'}
      consequence={t`A group is a heading: topics of one kind stand together under it.`}
      onConfirm={async () => {
        if (group) await rename.mutateAsync({ params: { groupId: group.id }, body: { name } })
        else {
          await create.mutateAsync({ body: { name } })
          setName('')
        }
      }}
    >
      <TextInput
        label={t`Name`}
        required
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {group && (
        <Text size="xs" c="dimmed">
          {t`Its topics stay in it.`}
        </Text>
      )}
    </ConfirmAction>
  )
}
