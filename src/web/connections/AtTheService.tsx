import { Button, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { FilledLists } from './FilledLists.tsx'
import { KeptLists } from './KeptLists.tsx'
import type { Connection } from './state.ts'

type List = AnswerTo<'connections.lists'>['items'][number]
type Contact = AnswerTo<'connections.contacts'>['items'][number]

const CONTACTS_SHOWN = 50

/** What the service holds, read only when asked for: each look costs requests of the day. */
export function AtTheService({ connection }: { connection: Connection }) {
  const { connectorTitle, id } = connection
  return (
    <Stack gap="xl">
      <FilledLists connection={connection} />
      <section>
        <Title order={2} mb="xs">
          {t`Lists that came home`}
        </Title>
        <KeptLists connectionId={id} />
      </section>
      <section>
        <Title order={2} mb="xs">
          {t`Lists at ${connectorTitle}, as they are now`}
        </Title>
        <Lists connectionId={id} />
      </section>
      <section>
        <Title order={2} mb="xs">
          {t`First contacts at ${connectorTitle}`}
        </Title>
        <Contacts connectionId={id} />
      </section>
    </Stack>
  )
}

function Lists({ connectionId }: { connectionId: number }) {
  const [isWanted, setWanted] = useState(false)
  const answer = useAnswer('connections.lists', { params: { connectionId } }, { isWanted })
  if (!isWanted) return <ReadNow label={t`Read the lists now`} onRead={() => setWanted(true)} />
  if (answer.error) {
    return <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />
  }
  return (
    <DataTable
      label={t`Lists`}
      columns={LIST_COLUMNS}
      rows={answer.data?.items ?? []}
      rowKey={(list) => list.id}
      isPending={answer.isPending}
      empty={<Text size="sm">{t`The account has no list.`}</Text>}
    />
  )
}

function Contacts({ connectionId }: { connectionId: number }) {
  const [isWanted, setWanted] = useState(false)
  const answer = useAnswer(
    'connections.contacts',
    { params: { connectionId }, query: { limit: CONTACTS_SHOWN } },
    { isWanted },
  )
  if (!isWanted) {
    return (
      <ReadNow
        label={t`Read the first ${CONTACTS_SHOWN} contacts now`}
        onRead={() => setWanted(true)}
      />
    )
  }
  if (answer.error) {
    return <ErrorNotice error={answer.error} onRetry={() => void answer.refetch()} />
  }
  return (
    <DataTable
      label={t`Contacts`}
      columns={CONTACT_COLUMNS}
      rows={answer.data?.items ?? []}
      rowKey={(contact) => contact.id}
      isPending={answer.isPending}
      empty={<Text size="sm">{t`The account has no contact.`}</Text>}
    />
  )
}

function ReadNow({ label, onRead }: { label: string; onRead: () => void }) {
  return (
    <Button variant="default" onClick={onRead}>
      {label}
    </Button>
  )
}

const LIST_COLUMNS: Column<List>[] = [
  { id: 'name', header: t`List`, cell: (list) => list.name },
  {
    id: 'members',
    header: t`Members`,
    isFigure: true,
    cell: (list) => (list.members === null ? t`not told` : wholeNumber(list.members)),
  },
]

const CONTACT_COLUMNS: Column<Contact>[] = [
  { id: 'address', header: t`Address`, cell: (contact) => contact.address },
  {
    id: 'name',
    header: t`Name`,
    cell: (contact) => [contact.firstName, contact.lastName].filter(Boolean).join(' ') || '–',
  },
  { id: 'permission', header: t`Permission there`, cell: (contact) => contact.permission || '–' },
]
