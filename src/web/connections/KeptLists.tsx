import { Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'

type KeptList = AnswerTo<'lists.list'>['items'][number]

/** The lists that came home, with how many are on each: kept, so that looking costs nothing. */
export function KeptLists({ connectionId }: { connectionId: number }) {
  const { data, error, isPending, refetch } = useAnswer('lists.list', { params: { connectionId } })
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  return (
    <DataTable
      label={t`Lists that came home`}
      columns={COLUMNS}
      rows={data?.items ?? []}
      rowKey={(list) => list.id}
      isPending={isPending}
      empty={
        <Text size="sm" c="dimmed">
          {t`No list has come home yet. “Read now” beside Lists and Contacts, under Schedule,
            brings them.`}
        </Text>
      }
    />
  )
}

const COLUMNS: Column<KeptList>[] = [
  { id: 'name', header: t`List`, cell: (list) => list.name || list.externalId },
  {
    id: 'members',
    header: t`Contacts on it`,
    isFigure: true,
    cell: (list) => wholeNumber(list.members),
  },
  {
    id: 'told',
    header: t`Can be mailed, they say`,
    isFigure: true,
    cell: (list) => (list.membersTold === null ? t`not told` : wholeNumber(list.membersTold)),
  },
  {
    id: 'seen',
    header: t`Last seen`,
    cell: (list) =>
      list.goneAt === null ? (
        <Moment at={list.lastSeenAt} />
      ) : (
        jt`gone ${(<Moment at={list.goneAt} />)}`
      ),
  },
]
