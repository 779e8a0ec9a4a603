import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
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
    notifyDone(t`${address.address} counts as valid again.`)
  }

  return (
    <ConfirmAction
      label={t`Confirm…`}
      confirmLabel={t`Confirm the address`}
      size="compact-sm"
      consequence={
        address.sharedWith > 0
          ? t`${address.address} counts as valid again, for everybody who shares it, until the next
              hard bounce.`
          : t`${address.address} counts as valid again until the next hard bounce.`
      }
      onConfirm={confirm}
    >
      <Textarea
        label={t`How do we know that it works?`}
        placeholder={t`They answered from it on 4 May`}
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
