import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { MoveArrows } from './MoveArrows.tsx'
import { TopicForm } from './TopicForm.tsx'
import { TOPICS_SHOWN_BY, type Topic, type TopicGroup } from './words.ts'

interface TopicActionsProps {
  topic: Topic
  topics: Topic[]
  groups: TopicGroup[]
}

/** Edit, a place up or down among those of its group, archive with undo. */
export function TopicActions({ topic, topics, groups }: TopicActionsProps) {
  const order = useChange('topics.order', [...TOPICS_SHOWN_BY])
  const beside = topics.filter((one) => one.groupId === topic.groupId).map((one) => one.id)
  return (
    <Group gap={4} wrap="nowrap">
      <MoveArrows
        name={topic.name}
        id={topic.id}
        among={beside}
        onOrder={(topicIds) => order.mutateAsync({ body: { topicIds } })}
      />
      <TopicForm topic={topic} groups={groups} />
      <ArchiveTopic topic={topic} />
    </Group>
  )
}

const UNDO_MS = 12_000

/** Archived at once, because it can be undone at once. */
function ArchiveTopic({ topic }: { topic: Topic }) {
  const params = { topicId: topic.id }
  const archive = useChange('topics.archive', [...TOPICS_SHOWN_BY])
  const restore = useChange('topics.restore', [...TOPICS_SHOWN_BY])

  async function undo(id: string) {
    notifications.hide(id)
    try {
      await restore.mutateAsync({ params })
      notifyDone(t`${topic.name} is in use again.`)
    } catch (refusal) {
      notifyRefusal(refusal)
    }
  }

  async function run() {
    try {
      await archive.mutateAsync({ params })
    } catch (refusal) {
      notifyRefusal(refusal)
      return
    }
    const id = `archived-${topic.id}`
    notifications.show({
      id,
      color: 'green',
      autoClose: UNDO_MS,
      message: (
        <Group gap="xs">
          {t`${topic.name} is archived. What people said of it holds.`}
          <Button size="compact-xs" variant="default" onClick={() => void undo(id)}>
            {t`Undo`}
          </Button>
        </Group>
      ),
    })
  }

  return (
    <Button
      size="compact-xs"
      variant="subtle"
      aria-label={t`Archive ${topic.name}`}
      loading={archive.isPending}
      onClick={() => void run()}
    >
      {t`Archive`}
    </Button>
  )
}

export function RestoreTopic({ topic }: { topic: Topic }) {
  const restore = useChange('topics.restore', [...TOPICS_SHOWN_BY])
  async function run() {
    try {
      await restore.mutateAsync({ params: { topicId: topic.id } })
      notifyDone(t`${topic.name} is in use again.`)
    } catch (refusal) {
      notifyRefusal(refusal)
    }
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={t`Restore ${topic.name}`}
      loading={restore.isPending}
      onClick={() => void run()}
    >
      {t`Restore`}
    </Button>
  )
}
