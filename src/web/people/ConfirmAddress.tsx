import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Address } from './Addresses.tsx'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

/** States that an address marked invalid is good after all. */
export function ConfirmAddress({ person, address }: { person: Person; address: Address }) {
  const [evidence, setEvidence] = useState('')
  const change = useChange('people.confirmAddress', PERSON_SHOWN_BY)

  async function confirm() {
    const params = { personId: person.id, addressId: address.id }
    await change.mutateAsync({ params, body: { evidence } })
    setEvidence('')
    notifyDone(`${address.address} counts as valid again.`)
  }

  return (
    <ConfirmAction
      label="Confirm…"
      confirmLabel="Confirm the address"
      size="compact-sm"
      consequence={`${address.address} counts as valid again${
        address.sharedWith > 0 ? ', for everybody who shares it,' : ''
      } until the next hard bounce.`}
      onConfirm={confirm}
    >
      <Textarea
        label="How do we know that it works?"
        placeholder="They answered from it on 4 May"
        required
        minLength={3}
        maxLength={500}
        data-autofocus
        value={evidence}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
    </ConfirmAction>
  )
}
