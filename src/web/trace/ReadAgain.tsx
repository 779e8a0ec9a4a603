import { NumberInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'

/** Has a connection's old receipts read again by the reader of today. */
export function ReadAgain({ connectionId }: { connectionId: number }) {
  const [since, setSince] = useState('')
  const [version, setVersion] = useState<number | string>('')
  const read = useChange('receipts.readAgain', ['tasks.list'])

  function confirm() {
    return read.mutateAsync({
      params: { connectionId },
      body: {
        since: new Date(since).toISOString(),
        ...(typeof version === 'number' && { readerOlderThan: version }),
      },
    })
  }

  return (
    <ConfirmAction
      label={t`Read again…`}
      confirmLabel={t`Read the old receipts again`}
      consequence={t`Homing reads them as they came, by its reader of today. What it knows already
          changes nothing; what is new goes into the ledger. You see how far it is.`}
      onConfirm={confirm}
    >
      <Stack gap="sm">
        <TextInput
          label={t`Since`}
          description={t`Receipts that came on this day or later.`}
          type="date"
          required
          data-autofocus
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <NumberInput
          label={t`Only where the reader was older than`}
          description={t`The number after the @ of “Read by”; empty for all.`}
          min={1}
          allowDecimal={false}
          value={version}
          onChange={setVersion}
        />
      </Stack>
    </ConfirmAction>
  )
}
