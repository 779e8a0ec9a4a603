import { Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconBellOff, IconCircleCheck, IconMailX } from '@tabler/icons-react'
import { useAnswer } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { LiftOptOut } from './LiftOptOut.tsx'
import type { Person } from './PersonHeader.tsx'
import { topicsLeft } from './preferences.ts'
import { RecordOptOut } from './RecordOptOut.tsx'

/** Topics that are named; the rest is counted. */
const NAMED_MAX = 4

/** The answer, and why: the fact that decides, with its date, source, reason and evidence. */
export function MayWeWrite({ person }: { person: Person }) {
  const may = useMay()
  const decides = person.consent.facts.find((fact) => fact.decides)
  const isOut = person.consent.isOptedOut
  const action = isOut ? <LiftOptOut person={person} /> : <RecordOptOut person={person} />

  return (
    <Panel title={t`May we write?`} actions={may('edit_people') ? action : undefined}>
      <Stack gap="xs">
        <Group gap="xs">
          <Verdict person={person} />
        </Group>
        {person.consent.complainedAt !== null && (
          <Text size="sm">
            {jt`Reported a mailing as spam
              ${(<Moment at={person.consent.complainedAt} />)}. Only what is transactional may be
              sent.`}
          </Text>
        )}
        {decides ? (
          <Text size="sm">
            {decides.optedIn ? t`Opt-out lifted` : t`Opted out`} <Moment at={decides.occurredAt} />
            {decides.from && `, ${t`via ${decides.from}`}`}
            {decides.actor && `, ${t`by ${decides.actor}`}`}
            {decides.reason && `: “${decides.reason}”`}
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            {t`Nobody has told Homing of an opt-out.`}
          </Text>
        )}
        <Topics person={person} />
        {decides?.evidence && (
          <Text size="sm" c="dimmed">
            {t`Evidence: ${decides.evidence}`}
          </Text>
        )}
      </Stack>
    </Panel>
  )
}

/** What is left out of it: topics the person has left, and the door to all of them. */
function Topics({ person }: { person: Person }) {
  const { data } = useAnswer('people.preferences', { params: { personId: person.id } })
  const left = data ? topicsLeft(data) : []
  const door = (
    <TextLink
      to="/people/$personId"
      params={{ personId: String(person.id) }}
      search={{ tab: 'preferences' }}
      size="sm"
      underline="always"
    >
      {t`topic by topic`}
    </TextLink>
  )
  if (!data || data.rows.length === 1) return null
  if (left.length === 0) return <Text size="sm">{jt`No topic was left: ${door}.`}</Text>
  const names = left.slice(0, NAMED_MAX).map((row) => row.topic!.name)
  const more = left.length - names.length
  return (
    <Text size="sm">
      {more > 0
        ? jt`Not about ${names.join(', ')} and ${more} more: ${door}.`
        : jt`Not about ${names.join(', ')}: ${door}.`}
    </Text>
  )
}

function Verdict({ person }: { person: Person }) {
  if (person.consent.complainedAt !== null) {
    return (
      <StateBadge tone="bad" icon={IconAlertTriangle}>
        {t`No: reported as spam`}
      </StateBadge>
    )
  }
  if (person.consent.isOptedOut) {
    return (
      <StateBadge tone="bad" icon={IconBellOff}>
        {t`No: opted out`}
      </StateBadge>
    )
  }
  const current = person.addresses.filter((address) => address.endedAt === null)
  if (!current.some((address) => address.isValid)) {
    return (
      <StateBadge tone="waiting" icon={IconMailX}>
        {current.length > 0 ? t`Yes, but no address is valid` : t`Yes, but there is no address`}
      </StateBadge>
    )
  }
  return (
    <StateBadge tone="good" icon={IconCircleCheck}>
      {t`Yes`}
    </StateBadge>
  )
}
