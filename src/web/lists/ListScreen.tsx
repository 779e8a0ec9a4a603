import { Button, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call, refresh, useAnswer, useChange } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { AddPeople } from './AddPeople.tsx'
import { FreezeSegment } from './FreezeSegment.tsx'
import { MembersTable } from './MembersTable.tsx'
import { SegmentForm, type SegmentWords } from './SegmentForm.tsx'
import { KINDS, type PersonList } from './words.ts'

/** One list: what it is, whom it holds or finds, and what one can do with it. */
export default function ListScreen() {
  const { listId } = useParams({ from: '/inside/lists/$listId' })
  const { data, error, refetch } = useAnswer('personLists.show', {
    params: { listId: Number(listId) },
  })
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return <Loaded key={data.id} list={data} />
}

function Loaded({ list }: { list: PersonList }) {
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const canEdit = may('edit_people') && list.archivedAt === null
  const isSegment = list.kind === 'segment'
  return (
    <>
      <PageHeader
        title={list.name}
        sub={<Subtitle list={list} />}
        actions={
          <>
            {canEdit && isSegment && !isEditing && (
              <Button onClick={() => setEditing(true)}>Change conditions</Button>
            )}
            {canEdit && isSegment && <FreezeSegment list={list} />}
            {canEdit && !isSegment && <AddPeople list={list} />}
            {canEdit && list.kind !== 'suppression' && (
              <ButtonLink to="/pushes/new" search={{ from: String(list.id) }} variant="default">
                Send to a service’s list
              </ButtonLink>
            )}
            {canEdit && list.kind !== 'suppression' && <KeepInCrm listId={list.id} />}
            {may('edit_people') && <PutAway list={list} />}
          </>
        }
      />
      <Stack gap="lg">
        {isEditing ? (
          <Edit list={list} onDone={() => setEditing(false)} />
        ) : (
          <MembersTable list={list} canEdit={canEdit && !isSegment} />
        )}
      </Stack>
    </>
  )
}

/** Where a CRM is connected whose lists can be filled: the way there, with the CRM chosen. */
function KeepInCrm({ listId }: { listId: number }) {
  const connectors = useAnswer('connectors.list', {})
  const connections = useAnswer('connections.list', {})
  const able = connectors.data?.items.filter(
    ({ system, capabilities }) =>
      system === 'crm' && capabilities.some((one) => one.name === 'audience' && one.isPresent),
  )
  const crm = connections.data?.items.find((one) => able?.some(({ id }) => id === one.connector))
  if (!crm) return null
  const search = { from: String(listId), at: String(crm.id) }
  return (
    <ButtonLink to="/pushes/new" search={search} variant="default">
      Keep in the CRM as a target list
    </ButtonLink>
  )
}

function Subtitle({ list }: { list: PersonList }) {
  const params = { listId: list.id }
  const { data } = useAnswer('personLists.size', { params })
  return (
    <>
      {KINDS[list.kind].name}
      {data && ` · ${counted(data.people, 'person', 'people')}`} · changed{' '}
      <Moment at={list.updatedAt} /> · made by {list.createdBy}
      {list.archivedAt !== null && (
        <>
          {' '}
          · archived <Moment at={list.archivedAt} />
        </>
      )}
      <Text size="sm" mt={4}>
        {list.description || KINDS[list.kind].meaning}
      </Text>
    </>
  )
}

function Edit({ list, onDone }: { list: PersonList; onDone: () => void }) {
  const queryClient = useQueryClient()
  async function save(words: SegmentWords) {
    await call('personLists.change', { params: { listId: list.id }, body: words })
    await refresh(queryClient, [
      'personLists.show',
      'personLists.list',
      'personLists.size',
      'personLists.members',
    ])
    notifyDone(`“${words.name}” is kept.`)
    onDone()
  }
  const { name, description, definition } = list
  return (
    <SegmentForm
      segment={{ name, description, definition: definition! }}
      saveLabel="Keep the changes"
      onSave={save}
      onLeave={onDone}
    />
  )
}

/** Away and back again: nothing is lost either way, so nothing is asked. */
function PutAway({ list }: { list: PersonList }) {
  const navigate = useNavigate()
  const isAway = list.archivedAt !== null
  const change = useChange(isAway ? 'personLists.restore' : 'personLists.archive', [
    'personLists.show',
    'personLists.list',
  ])
  return (
    <Button
      variant="default"
      loading={change.isPending}
      onClick={() =>
        change.mutate(
          { params: { listId: list.id } },
          {
            onError: notifyRefusal,
            onSuccess: () => {
              notifyDone(
                isAway
                  ? `“${list.name}” is back.`
                  : `“${list.name}” is archived. It can be restored from the archived lists.`,
              )
              if (!isAway) void navigate({ to: '/lists' })
            },
          },
        )
      }
    >
      {isAway ? 'Restore' : 'Archive'}
    </Button>
  )
}
