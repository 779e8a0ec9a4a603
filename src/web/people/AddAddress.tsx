import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

/** One more address of a person, beside those there are. */
export function AddAddress({ person }: { person: Person }) {
  const [address, setAddress] = useState('')
  const [isPrimary, setPrimary] = useState(false)
  const add = useChange('people.addAddress', [...PERSON_SHOWN_BY, 'people.timeline'])

  async function confirm() {
    await add.mutateAsync({ params: { personId: person.id }, body: { address, isPrimary } })
    notifyDone(`${person.name} has the address ${address}, too.`)
    setAddress('')
    setPrimary(false)
  }

  return (
    <ConfirmAction
      label="Add…"
      confirmLabel="Add the address"
      size="compact-sm"
      consequence={
        `${person.name} keeps the other addresses. Somebody else may use the same one; what `
        + 'happened there shows on both pages, and an opt-out there holds for both.'
      }
      onConfirm={confirm}
    >
      <Stack gap="sm">
        <TextInput
          label="E-mail address"
          type="email"
          required
          minLength={3}
          maxLength={254}
          data-autofocus
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Checkbox
          label="Write to this address first"
          checked={isPrimary}
          onChange={(event) => setPrimary(event.currentTarget.checked)}
        />
      </Stack>
    </ConfirmAction>
  )
}
