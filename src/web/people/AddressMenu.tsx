import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import type { Address } from './Addresses.tsx'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

/** What is done less often to an address: making it the primary one, ending it. */
export function AddressMenu(props: { person: Person; address: Address; onEnd: () => void }) {
  const { person, address, onEnd } = props
  const makePrimary = useChange('people.makeAddressPrimary', PERSON_SHOWN_BY)

  async function choose() {
    const params = { personId: person.id, addressId: address.id }
    try {
      await makePrimary.mutateAsync({ params })
      notifyDone(t`${person.name} is written to at ${address.address} first.`)
    } catch (refusal) {
      notifyRefusal(refusal)
    }
  }

  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={26} aria-label={t`More for ${address.address}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!address.isPrimary && address.kind === 'email' && (
          <Menu.Item onClick={() => void choose()}>{t`Make it the primary address`}</Menu.Item>
        )}
        <Menu.Item onClick={onEnd}>{t`No longer used…`}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
