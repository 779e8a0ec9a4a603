import { Group, Text } from '@mantine/core'
import type { RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { useIsNarrow } from '../pieces/useIsNarrow.ts'
import { ComplainedMark, InvalidMark, OptedOutMark } from './marks.tsx'

type PersonRow = RowOf<'people.list'>

/** What is told of a person in a row; on a phone most of it stands below the name. */
export function usePeopleColumns(): Column<PersonRow>[] {
  return useIsNarrow() ? NARROW_COLUMNS : COLUMNS
}

const COLUMNS: Column<PersonRow>[] = [
  {
    id: 'name',
    header: t`Name`,
    width: 176,
    cell: (person) => <Name person={person} />,
  },
  {
    id: 'state',
    header: t`State`,
    cell: (person) => <Marks person={person} />,
  },
  {
    id: 'left',
    header: t`Topics left`,
    isOptional: true,
    width: 140,
    cell: (person) => person.leftTopics.join(', '),
  },
  {
    id: 'address',
    header: t`Address`,
    width: 180,
    cell: (person) =>
      person.address ?? (
        <Text size="sm" c="dimmed">
          {t`no address`}
        </Text>
      ),
  },
  {
    id: 'organizations',
    header: t`Organizations`,
    width: 160,
    cell: organizationsOf,
  },
  {
    id: 'title',
    header: t`Job title`,
    isOptional: true,
    width: 112,
    cell: (person) => person.jobTitle,
  },
  { id: 'owner', header: t`Owner`, width: 112, cell: (person) => person.owner },
  {
    id: 'last',
    header: t`Last event`,
    isFigure: true,
    width: 124,
    cell: (person) => <Moment at={person.lastEventAt} />,
  },
]

const NARROW_COLUMNS: Column<PersonRow>[] = [
  {
    id: 'name',
    header: t`Name`,
    width: 184,
    cell: (person) => (
      <>
        <Name person={person} />
        {[person.address, organizationsOf(person)].filter(Boolean).map((words, at) => (
          <Text key={at} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {words}
          </Text>
        ))}
        <Marks person={person} />
      </>
    ),
  },
  ...COLUMNS.filter(({ id }) => id === 'last'),
]

function Name({ person }: { person: PersonRow }) {
  return (
    <TextLink to="/people/$personId" params={{ personId: String(person.id) }} size="sm" fw={500}>
      {person.name || t`No name`}
    </TextLink>
  )
}

function Marks({ person }: { person: PersonRow }) {
  return (
    <Group gap={4}>
      {person.hasComplained && <ComplainedMark />}
      {person.isOptedOut && !person.hasComplained && <OptedOutMark />}
      {person.hasInvalidAddress && <InvalidMark />}
    </Group>
  )
}

function organizationsOf({ organizations }: PersonRow): string {
  return organizations.map(({ name }) => name).join(', ')
}
