import { Group, Stack, Table, Text } from '@mantine/core'
import { Fragment } from 'react'
import { useAnswer } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import sides from '../pieces/sides.module.css'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { LiftTopic } from './LiftTopic.tsx'
import classes from './Preferences.module.css'
import { wordOf, type Preference, type PreferenceRow } from './preferences.ts'
import { RecordConsent } from './RecordConsent.tsx'
import { RecordOptOut } from './RecordOptOut.tsx'
import type { Person } from './PersonHeader.tsx'

/** What the person wants: everything, then each topic; as a whole and at each address. */
export function Preferences({ person }: { person: Person }) {
  const may = useMay()
  const params = { personId: person.id }
  const { data, error, refetch } = useAnswer('people.preferences', { params })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={6} />
  const canChange = may('edit_people')
  return (
    <Panel
      isPlain
      title={t`Preferences`}
      actions={
        canChange ? (
          <>
            <RecordConsent person={person} />
            <RecordOptOut person={person} />
          </>
        ) : undefined
      }
    >
      <div
        className={`${sides.sides} ${classes.scroll}`}
        tabIndex={0}
        role="region"
        aria-label={t`Preferences, by topic`}
      >
        <Table className={classes.grid} aria-label={t`Preferences`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t`About`}</Table.Th>
              <Table.Th scope="col">{t`The person`}</Table.Th>
              {data.addresses.map((one) => (
                <Table.Th key={one.id} scope="col">
                  {one.address}
                  {one.isSeed && <Seed isExempt={data.seedIsExempt} />}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.rows.map((row, at) => (
              <Fragment key={row.topic?.id ?? 0}>
                <Heading row={row} above={data.rows[at - 1]} columns={data.addresses.length + 2} />
                <Table.Tr>
                  <Table.Th scope="row">
                    <About row={row} />
                    {canChange && <LiftTopic person={person} row={row} />}
                  </Table.Th>
                  <Cell preference={row.whole} />
                  {row.cells.map((cell, place) => (
                    <Cell key={data.addresses[place]!.id} preference={cell} />
                  ))}
                </Table.Tr>
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {data.rows.length === 1 && (
        <Text size="sm" c="dimmed" mt="xs">
          {jt`There are no topics yet, so leaving means leaving everything. ${(
            <TextLink to="/topics" size="sm" underline="always">
              {t`Make topics`}
            </TextLink>
          )} and people can leave one and keep the others.`}
        </Text>
      )}
    </Panel>
  )
}

function Seed({ isExempt }: { isExempt: boolean }) {
  return (
    <Text size="xs" c="dimmed" fw={400}>
      {isExempt ? t`on the seed list, gets every mailing` : t`on the seed list`}
    </Text>
  )
}

/** The group a topic is in, once above its topics. */
function Heading(props: { row: PreferenceRow; above?: PreferenceRow; columns: number }) {
  const { row, above, columns } = props
  const group = row.topic?.group ?? null
  if (group === null || group === above?.topic?.group) return null
  return (
    <Table.Tr>
      <Table.Td colSpan={columns} className={classes.group}>
        {group}
      </Table.Td>
    </Table.Tr>
  )
}

function About({ row: { topic } }: { row: PreferenceRow }) {
  if (topic === null)
    return (
      <Text size="sm" fw={600}>
        {t`Everything`}
      </Text>
    )
  return (
    <>
      <Text size="sm" fw={500}>
        {topic.name}
      </Text>
      {topic.description && (
        <Text size="xs" c="dimmed" fw={400}>
          {topic.description}
        </Text>
      )}
    </>
  )
}

/** The state, and who said what when: never in a tooltip only. */
function Cell({ preference }: { preference: Preference }) {
  const { tone, word } = wordOf(preference)
  const { fact, reason, state, sentence } = preference
  return (
    <Table.Td>
      <Stack gap={2} title={sentence}>
        <Group gap={4}>
          <StateBadge tone={tone}>
            {word}
            {state === 'implied' && fact?.expiresAt && (
              <>{jt`until ${(<Moment at={fact.expiresAt} />)}`}</>
            )}
          </StateBadge>
        </Group>
        {reason === 'invalid_address' && (
          <Text size="xs" c="dimmed">
            {t`Nothing arrives here`}
          </Text>
        )}
        {reason === 'opted_out_address' && fact?.source === 'esp' && (
          <Text size="xs" c="dimmed">
            {sentence}
          </Text>
        )}
        {fact && (
          <Text size="xs" c="dimmed" component="div">
            {jt`${(<Moment at={fact.occurredAt} />)} via ${fact.from}`}
            {fact.reason && `: “${fact.reason}”`}
          </Text>
        )}
      </Stack>
    </Table.Td>
  )
}
