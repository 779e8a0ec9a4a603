import { Button, Checkbox, Group, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import sides from '../pieces/sides.module.css'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useMay } from '../session/session.ts'
import { AddMembership } from './AddMembership.tsx'
import classes from './Memberships.module.css'
import {
  keyOfMembership,
  marksInWords,
  NOTHING_MARKED,
  type Marked,
  type Membership,
  type Memberships as Answer,
} from './memberships.ts'
import { SavedPush } from './SavedPush.tsx'

type Of = { organizationId: number } | { personId: number }

/**
 * Who is on which list at each service. Nothing changes before Save: what is ticked is marked, and
 * said in words.
 */
export function Memberships({ of }: { of: Of }) {
  const may = useMay()
  const { data, error, refetch } = useAnswer('memberships.list', { query: of })
  const change = useChange('memberships.change', [])
  const [marked, mark] = useState<Marked>(NOTHING_MARKED)
  const [pushIds, setPushIds] = useState<readonly number[]>([])
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={4} />

  async function save(shown: Answer) {
    const removals = shown.items
      .filter((item) => marked.off.has(keyOfMembership(item)))
      .map(({ addressId, listId }) => ({ addressId, listId }))
    const saved = await change.mutateAsync({ body: { adds: [...marked.on], removals } })
    setPushIds(saved.pushIds)
    mark(NOTHING_MARKED)
  }

  const words = marksInWords(data, marked)
  return (
    <Panel title={t`Memberships`}>
      <Stack gap="sm">
        <MembershipTable data={data} marked={marked} onMark={mark} canEdit={may('edit_people')} />
        {may('edit_people') && <AddMembership data={data} marked={marked} onMark={mark} />}
        {words.length > 0 && (
          <Stack gap={4} role="status">
            {words.map((sentence) => (
              <Text size="sm" key={sentence}>
                {sentence}
              </Text>
            ))}
          </Stack>
        )}
        {change.error && <ErrorNotice error={change.error} />}
        {words.length > 0 && (
          <Group gap="xs">
            <Button onClick={() => void save(data).catch(() => {})} loading={change.isPending}>
              {t`Save`}
            </Button>
            <Button variant="default" onClick={() => mark(NOTHING_MARKED)}>
              {t`Discard`}
            </Button>
          </Group>
        )}
        {pushIds.map((pushId) => (
          <SavedPush key={pushId} pushId={pushId} />
        ))}
      </Stack>
    </Panel>
  )
}

interface TableProps {
  data: Answer
  marked: Marked
  onMark: (marked: Marked) => void
  canEdit: boolean
}

function MembershipTable({ data, marked, onMark, canEdit }: TableProps) {
  const people = new Map(data.people.map((one) => [one.id, one]))
  const lists = new Map(data.lists.map((one) => [one.id, one]))
  if (data.items.length === 0 && marked.on.length === 0) {
    return (
      <EmptyState title={t`On no list yet`}>
        {data.lists.length === 0
          ? t`The lists of your e-mail service come home with the next sync of its lists.`
          : t`Choose a person and a list below; it goes to the service when you save.`}
      </EmptyState>
    )
  }

  function toggle(item: Membership) {
    const off = new Set(marked.off)
    if (!off.delete(keyOfMembership(item))) off.add(keyOfMembership(item))
    onMark({ ...marked, off })
  }

  return (
    <div className={`${sides.sides} ${classes.frame}`}>
      <Table aria-label={t`Memberships`}>
        <Table.Thead>
          <Table.Tr>
            {canEdit && <Table.Th scope="col">{t`Remove`}</Table.Th>}
            <Table.Th scope="col">{t`Name`}</Table.Th>
            <Table.Th scope="col">{t`List`}</Table.Th>
            <Table.Th scope="col">{t`Service`}</Table.Th>
            <Table.Th scope="col">{t`Address`}</Table.Th>
            <Table.Th scope="col">{t`Since`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.map((item) => (
            <MemberRow
              key={`${keyOfMembership(item)}:${item.personId}`}
              item={item}
              isOff={marked.off.has(keyOfMembership(item))}
              onToggle={canEdit ? () => toggle(item) : undefined}
            />
          ))}
          {marked.on.map((one) => (
            <Table.Tr
              key={`on:${one.personId}:${one.listId}`}
              className={classes.row}
              data-marked="on"
            >
              <Table.Td>{t`will be added`}</Table.Td>
              <Table.Td>{people.get(one.personId)?.name}</Table.Td>
              <Table.Td>{lists.get(one.listId)?.name}</Table.Td>
              <Table.Td>{lists.get(one.listId)?.connectionName}</Table.Td>
              <Table.Td>{people.get(one.personId)?.address ?? t`no address`}</Table.Td>
              <Table.Td />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function MemberRow(props: {
  item: Membership
  isOff: boolean
  onToggle: (() => void) | undefined
}) {
  const { item, isOff, onToggle } = props
  return (
    <Table.Tr className={classes.row} data-marked={isOff ? 'off' : undefined}>
      {onToggle && (
        <Table.Td>
          <Checkbox
            aria-label={t`Remove ${item.name} from ${item.list}`}
            checked={isOff}
            onChange={onToggle}
          />
        </Table.Td>
      )}
      <Table.Td>
        <TextLink
          to="/people/$personId"
          params={{ personId: String(item.personId) }}
          size="sm"
          fw={500}
        >
          {item.name || t`No name`}
        </TextLink>
        {isOff && (
          <Text span size="sm" c="dimmed">
            {' '}
            {t`will be removed`}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{item.list}</Table.Td>
      <Table.Td>{item.connectionName}</Table.Td>
      <Table.Td>{item.address}</Table.Td>
      <Table.Td>
        <Moment at={item.since} />
      </Table.Td>
    </Table.Tr>
  )
}
