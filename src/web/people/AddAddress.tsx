import { Checkbox, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Person } from './PersonHeader.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'

const WITH_COUNTRY = t`With its country, as +44 1225 446000; otherwise it is kept as given.`

/** One more address of a person, beside those there are. */
export function AddAddress({ person }: { person: Person }) {
  const [address, setAddress] = useState('')
  const [kind, setKind] = useState<'email' | 'fax'>('email')
  const [isPrimary, setPrimary] = useState(false)
  const add = useChange('people.addAddress', [...PERSON_SHOWN_BY, 'people.timeline'])

  async function confirm() {
    await add.mutateAsync({
      params: { personId: person.id },
      body: { kind, address, isPrimary: isPrimary && kind === 'email' },
    })
    notifyDone(t`${person.name} has the address ${address}, too.`)
    setAddress('')
    setPrimary(false)
  }

  return (
    <ConfirmAction
      label={t`Add…`}
      confirmLabel={t`Add the address`}
      size="compact-sm"
      consequence={t`${person.name} keeps the other addresses. Somebody else may use the same one;
          what happened there shows on both pages, and an opt-out there holds for both.`}
      onConfirm={confirm}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t`Kind of address`}
          data={[
            { value: 'email', label: t`E-mail` },
            { value: 'fax', label: t`Fax` },
          ]}
          value={kind}
          onChange={(chosen) => setKind(chosen === 'fax' ? 'fax' : 'email')}
        />
        <TextInput
          label={kind === 'fax' ? t`Fax number` : t`E-mail address`}
          description={kind === 'fax' ? WITH_COUNTRY : undefined}
          type={kind === 'fax' ? 'tel' : 'email'}
          required
          minLength={3}
          maxLength={254}
          data-autofocus
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {kind === 'email' && (
          <Checkbox
            label={t`Write to this address first`}
            checked={isPrimary}
            onChange={(event) => setPrimary(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </ConfirmAction>
  )
}
