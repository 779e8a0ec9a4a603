import { Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconHistory, IconMailX } from '@tabler/icons-react'
import { Fragment, useState, type ReactNode } from 'react'
import { useAnswer } from '../api.ts'
import { jplural, jt, msg, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import classes from './Addresses.module.css'
import { AddAddress } from './AddAddress.tsx'
import { AddressMenu } from './AddressMenu.tsx'
import { ConfirmAddress } from './ConfirmAddress.tsx'
import { CorrectAddress } from './CorrectAddress.tsx'
import { EndAddress } from './EndAddress.tsx'
import type { Person } from './PersonHeader.tsx'
import type { Preference, Preferences } from './preferences.ts'

export type Address = Person['addresses'][number]

/** Every address with its state and why; those that ended stay below as history. */
export function Addresses({ person }: { person: Person }) {
  const may = useMay()
  const params = { personId: person.id }
  const preferences = useAnswer('people.preferences', { params })
  const current = person.addresses.filter((address) => address.endedAt === null)
  const former = person.addresses.filter((address) => address.endedAt !== null)
  const [ending, setEnding] = useState<Address | null>(null)
  return (
    <Panel title={t`Addresses`} actions={may('edit_people') && <AddAddress person={person} />}>
      {person.addresses.length === 0 && (
        <Text size="sm" c="dimmed">
          {t`No address is known.`}
        </Text>
      )}
      <ul className={classes.list}>
        {[...current, ...former].map((address) => (
          <li key={address.id} className={classes.address}>
            <AddressLine address={address} said={saidOf(preferences.data, address.id)} />
            {may('edit_people') && address.endedAt === null && (
              <Group gap="xs" wrap="nowrap">
                {!address.isValid && <ConfirmAddress person={person} address={address} />}
                <CorrectAddress person={person} address={address} />
                <AddressMenu person={person} address={address} onEnd={() => setEnding(address)} />
              </Group>
            )}
          </li>
        ))}
      </ul>
      <EndAddress person={person} address={ending} onClose={() => setEnding(null)} />
    </Panel>
  )
}

/** What holds at one address: its opt-outs, of everything or of topics, each with its fact. */
function saidOf(preferences: Preferences | undefined, addressId: number): Preference[] {
  const place = preferences?.addresses.findIndex((one) => one.id === addressId) ?? -1
  if (!preferences || place < 0) return []
  const [everything, ...topics] = preferences.rows.map((row) => row.cells[place]!)
  const left = topics.filter((cell) => cell.reason === 'opted_out_topic')
  const isTold = everything!.state !== 'unknown'
  return isTold ? [everything!, ...left] : left
}

/** So many are spelled out; the grid of preferences has all of them. */
const SAID_MAX = 5

function Said({ all }: { all: Preference[] }) {
  return (
    <>
      {all.slice(0, SAID_MAX).map((one) => (
        <Text key={one.sentence} size="sm">
          {said(one.sentence)}
        </Text>
      ))}
      {all.length > SAID_MAX && (
        <Text size="xs" c="dimmed">
          {t`and ${all.length - SAID_MAX} more, under Preferences`}
        </Text>
      )}
    </>
  )
}

function AddressLine({ address, said }: { address: Address; said: Preference[] }) {
  return (
    <Stack gap={4} style={{ minWidth: 0 }}>
      <Group gap="xs">
        <Text size="sm" fw={500} className={classes.word}>
          {address.address}
        </Text>
        <AddressMark address={address} />
        {address.isPrimary && address.endedAt === null && (
          <Text size="xs" c="dimmed">
            {t`primary`}
          </Text>
        )}
        {address.kind === 'fax' && (
          <Text size="xs" c="dimmed">
            {t`fax`}
          </Text>
        )}
      </Group>
      {!address.isValid && (
        <Text size="sm">
          {address.invalidReason ?? t`No reason was given`}
          {address.invalidSince && (
            <>
              , <Moment at={address.invalidSince} />
            </>
          )}
        </Text>
      )}
      <Said all={said} />
      {address.isValid && address.softBounces > 0 && (
        <Text size="xs" c="dimmed">
          {jplural(
            address.softBounces,
            msg<ReactNode>`${wholeNumber(address.softBounces)} soft bounce, since
              ${(<Moment at={address.softBouncesSince} />)}`,
            msg<ReactNode>`${wholeNumber(address.softBounces)} soft bounces in a row, since
              ${(<Moment at={address.softBouncesSince} />)}`,
          )}
        </Text>
      )}
      {address.sharedWith > 0 && <Sharers address={address} />}
    </Stack>
  )
}

/** Who else uses an address, each a link. */
function Sharers({ address }: { address: Address }) {
  const left = address.sharedWith - address.sharers.length
  const names = address.sharers.map(({ id, name }, place) => (
    <Fragment key={id}>
      {place > 0 && ', '}
      <TextLink
        to="/people/$personId"
        params={{ personId: String(id) }}
        size="xs"
        underline="always"
      >
        {name || t`No name`}
      </TextLink>
    </Fragment>
  ))
  return (
    <Text size="xs" c="dimmed">
      {left === 0
        ? jt`shared with ${names}`
        : jplural(
            left,
            msg<ReactNode>`shared with ${names} and ${wholeNumber(left)} other person`,
            msg<ReactNode>`shared with ${names} and ${wholeNumber(left)} other people`,
          )}
    </Text>
  )
}

function AddressMark({ address }: { address: Address }) {
  if (address.endedAt !== null) {
    return (
      <StateBadge tone="machine" icon={IconHistory}>
        {jt`ended ${(<Moment at={address.endedAt} />)}`}
      </StateBadge>
    )
  }
  return address.isValid ? (
    <StateBadge tone="good" icon={IconCircleCheck}>
      {t`Valid`}
    </StateBadge>
  ) : (
    <StateBadge tone="bad" icon={IconMailX}>
      {t`Invalid`}
    </StateBadge>
  )
}
