import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Address } from './Addresses.tsx'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

/** Replaces an address; what happened at the old one stays in the timeline. */
export function CorrectAddress({ person, address }: { person: Person; address: Address }) {
  const [next, setNext] = useState(address.address)
  const [note, setNote] = useState('')
  const correct = useChange('people.correctAddress', [...PERSON_SHOWN_BY, 'people.timeline'])

  async function confirm() {
    const params = { personId: person.id, addressId: address.id }
    await correct.mutateAsync({ params, body: { address: next, note } })
    setNote('')
    notifyDone(t`${person.name} is reached at ${next} from now on.`)
  }

  return (
    <ConfirmAction
      label={t`Correct…`}
      confirmLabel={t`Correct the address`}
      size="compact-sm"
      consequence={t`${person.name} will be reached at the new address. ${address.address} stays as
          history, with all that happened there; an opt-out stays in force.`}
      onConfirm={confirm}
    >
      <Stack gap="sm">
        <TextInput
          label={address.kind === 'fax' ? t`New fax number` : t`New address`}
          type={address.kind === 'email' ? 'email' : 'text'}
          required
          minLength={3}
          maxLength={254}
          data-autofocus
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <TextInput
          label={t`Note`}
          description={t`Why, for whoever asks later.`}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmAction>
  )
}
