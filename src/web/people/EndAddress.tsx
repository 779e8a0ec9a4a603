import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { notifyDone } from '../refusals.ts'
import type { Address } from './Addresses.tsx'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

/** Asks before the use of an address ends; opened from the menu of the address. */
export function EndAddress(props: {
  person: Person
  address: Address | null
  onClose: () => void
}) {
  const { person, address, onClose } = props
  const [note, setNote] = useState('')
  const end = useChange('people.endAddress', [...PERSON_SHOWN_BY, 'people.timeline'])

  async function confirm() {
    if (address === null) return
    const params = { personId: person.id, addressId: address.id }
    await end.mutateAsync({ params, body: { note } })
    notifyDone(t`${person.name} is no longer written to at ${address.address}.`)
    setNote('')
    onClose()
  }

  return (
    <Modal
      opened={address !== null}
      onClose={onClose}
      title={t`End the use of an address`}
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // What the server says of it is shown below.
          confirm().catch(() => undefined)
        }}
      >
        <Stack gap="md">
          <Text size="sm">
            {t`${person.name} will no longer be written to at ${address?.address ?? ''}. It stays as
              history, with all that happened there; an opt-out stays in force.`}
          </Text>
          <TextInput
            label={t`Note`}
            description={t`Why, for whoever asks later.`}
            maxLength={500}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {end.error !== null && <ErrorNotice error={end.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t`Cancel`}
            </Button>
            <Button type="submit" loading={end.isPending}>
              {t`End it`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
