import { Group, Stack, Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'
import { FromLists } from './FromLists.tsx'
import { RestoreTopic, TopicActions } from './TopicActions.tsx'
import { TopicForm } from './TopicForm.tsx'
import { TopicGroups } from './TopicGroups.tsx'
import { NEEDED, type Topic, type Topics } from './words.ts'

/** What the firm writes about, in its order; archived topics below. */
export function TopicsPanel() {
  const may = useMay()
  const { data, error, refetch, isPending } = useAnswer('topics.list', {})
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  const topics = data?.topics ?? []
  const groups = data?.groups ?? []
  const inUse = topics.filter((topic) => topic.archivedAt === null)
  const archived = topics.filter((topic) => topic.archivedAt !== null)
  const canChange = may('administer')
  return (
    <Stack gap="lg">
      <Panel
        isPlain
        title={t`Topics`}
        actions={
          canChange && topics.length > 0 ? (
            <>
              <FromLists />
              <TopicForm groups={groups} />
            </>
          ) : undefined
        }
      >
        <DataTable
          label={t`Topics`}
          columns={columnsFor({ topics: inUse, groups, canChange })}
          rows={inUse}
          rowKey={(topic) => topic.id}
          isPending={isPending}
          empty={<NoTopic canChange={canChange} groups={groups} />}
        />
      </Panel>
      {groups.length > 0 && <TopicGroups groups={groups} topics={inUse} />}
      {archived.length > 0 && <Archived topics={archived} canChange={canChange} />}
    </Stack>
  )
}

function NoTopic({ canChange, groups }: { canChange: boolean; groups: Topics['groups'] }) {
  return (
    <EmptyState
      title={t`No topic yet`}
      action={
        canChange ? (
          <Group gap="xs" justify="center">
            <TopicForm groups={groups} />
            <FromLists />
          </Group>
        ) : undefined
      }
    >
      {t`A topic is something you write about: a newsletter, invitations, tax news. With topics a
        person can leave one of them and keep the others; without, leaving means leaving
        everything.`}
    </EmptyState>
  )
}

interface ColumnsOf extends Topics {
  canChange: boolean
}

function columnsFor({ topics, groups, canChange }: ColumnsOf): Column<Topic>[] {
  const groupName = (topic: Topic) => groups.find(({ id }) => id === topic.groupId)?.name ?? ''
  const all: Column<Topic>[] = [
    {
      id: 'name',
      header: t`Topic`,
      width: 200,
      cell: (topic) => (
        <>
          <Text size="sm" fw={500}>
            {topic.name}
          </Text>
          {topic.description && (
            <Text size="xs" c="dimmed">
              {topic.description}
            </Text>
          )}
        </>
      ),
    },
    { id: 'group', header: t`Group`, width: 120, cell: groupName },
    {
      id: 'needs',
      header: t`Needs`,
      width: 140,
      cell: (topic) =>
        topic.consentNeeded === null ? t`as the firm says` : NEEDED[topic.consentNeeded].name,
    },
    {
      id: 'mappings',
      header: t`Groups at ESPs`,
      isFigure: true,
      cell: (topic) => (
        <TextLink to="/topics" search={{ tab: 'groups' }} size="sm">
          {topic.mappings === 0 ? t`none yet` : wholeNumber(topic.mappings)}
        </TextLink>
      ),
    },
    {
      id: 'left',
      header: t`Have left it`,
      isFigure: true,
      cell: (topic) =>
        topic.optedOut === 0 ? (
          '0'
        ) : (
          <TextLink
            to="/people"
            search={{ leftTopicId: String(topic.id) }}
            size="sm"
            aria-label={plural(
              topic.optedOut,
              msg`${wholeNumber(topic.optedOut)} person who left ${topic.name}`,
              msg`${wholeNumber(topic.optedOut)} people who left ${topic.name}`,
            )}
          >
            {wholeNumber(topic.optedOut)}
          </TextLink>
        ),
    },
  ]
  if (!canChange) return all
  const change: Column<Topic> = {
    id: 'change',
    header: t`Change`,
    width: 220,
    cell: (topic) => <TopicActions topic={topic} topics={topics} groups={groups} />,
  }
  return [...all, change]
}

function Archived({ topics, canChange }: { topics: Topic[]; canChange: boolean }) {
  const columns: Column<Topic>[] = [
    { id: 'name', header: t`Topic`, width: 200, cell: (topic) => topic.name },
    { id: 'since', header: t`Archived`, cell: (topic) => <Moment at={topic.archivedAt} /> },
    { id: 'left', header: t`Have left it`, isFigure: true, cell: (topic) => topic.optedOut },
    {
      id: 'restore',
      header: t`Change`,
      cell: (topic) => canChange && <RestoreTopic topic={topic} />,
    },
  ]
  return (
    <Panel isPlain title={t`Archived`}>
      <Text size="sm" c="dimmed" mb="xs">
        {t`Offered nowhere any more. What people said of them holds.`}
      </Text>
      <DataTable
        label={t`Archived topics`}
        columns={columns}
        rows={topics}
        rowKey={(topic) => topic.id}
      />
    </Panel>
  )
}
