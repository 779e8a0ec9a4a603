import { Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconHistory, IconMailX } from '@tabler/icons-react'
import { counted } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import classes from './Addresses.module.css'
import { ConfirmAddress } from './ConfirmAddress.tsx'
import { CorrectAddress } from './CorrectAddress.tsx'
import type { Person } from './PersonHeader.tsx'

export type Address = Person['addresses'][number]

/** Every address with its state and why; corrected ones stay below as history. */
export function Addresses({ person }: { person: Person }) {
  const may = useMay()
  const current = person.addresses.filter((address) => address.endedAt === null)
  const former = person.addresses.filter((address) => address.endedAt !== null)
  return (
    <Panel title="Addresses">
      {person.addresses.length === 0 && (
        <Text size="sm" c="dimmed">
          No address is known. Import one with the person’s id or name.
        </Text>
      )}
      <ul className={classes.list}>
        {[...current, ...former].map((address) => (
          <li key={address.id} className={classes.address}>
            <AddressLine address={address} />
            {may('edit_people') && address.endedAt === null && (
              <Group gap="xs" wrap="nowrap">
                {!address.isValid && <ConfirmAddress person={person} address={address} />}
                <CorrectAddress person={person} address={address} />
              </Group>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function AddressLine({ address }: { address: Address }) {
  return (
    <Stack gap={4} style={{ minWidth: 0 }}>
      <Group gap="xs">
        <Text size="sm" fw={500} className={classes.word}>
          {address.address}
        </Text>
        <AddressMark address={address} />
        {address.isPrimary && address.endedAt === null && (
          <Text size="xs" c="dimmed">
            primary
          </Text>
        )}
        {address.kind === 'fax' && (
          <Text size="xs" c="dimmed">
            fax
          </Text>
        )}
      </Group>
      {!address.isValid && (
        <Text size="sm">
          {address.invalidReason ?? 'No reason was given'}
          {address.invalidSince && (
            <>
              , <Moment at={address.invalidSince} />
            </>
          )}
        </Text>
      )}
      {address.isValid && address.softBounces > 0 && (
        <Text size="xs" c="dimmed">
          {counted(address.softBounces, 'soft bounce', 'soft bounces in a row')}, since{' '}
          <Moment at={address.softBouncesSince} />
        </Text>
      )}
      {address.sharedWith > 0 && (
        <Text size="xs" c="dimmed">
          shared with {counted(address.sharedWith, 'other person', 'other people')}
        </Text>
      )}
    </Stack>
  )
}

function AddressMark({ address }: { address: Address }) {
  if (address.endedAt !== null) {
    return (
      <StateBadge tone="machine" icon={IconHistory}>
        corrected <Moment at={address.endedAt} />
      </StateBadge>
    )
  }
  return address.isValid ? (
    <StateBadge tone="good" icon={IconCircleCheck}>
      Valid
    </StateBadge>
  ) : (
    <StateBadge tone="bad" icon={IconMailX}>
      Invalid
    </StateBadge>
  )
}
