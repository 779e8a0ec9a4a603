import { Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api.ts'
import { LANGUAGES, type Language } from '../languages/catalog.ts'
import { follow } from '../languages/choice.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { notifyDone } from '../refusals.ts'
import { queryClient } from '../queries.ts'
import { sessionQuery, useSession } from '../session/session.ts'

/** What stands in the choice for none made. */
const AS_THE_BROWSER = ''

/** The language of one's own screens; it goes with the account to every browser. */
export function LanguageChoice() {
  const { language } = useSession()
  const [error, setError] = useState<unknown>(null)
  const choices = [
    { value: AS_THE_BROWSER, label: t`As the browser says` },
    ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
  ]

  async function choose(value: string | null) {
    const chosen = value === null || value === AS_THE_BROWSER ? null : (value as Language)
    setError(null)
    try {
      const session = await call('session.change', { body: { language: chosen } })
      queryClient.setQueryData(sessionQuery.queryKey, session)
      if (!follow(chosen)) notifyDone(t`Your choice is kept.`)
    } catch (refusal) {
      setError(refusal)
    }
  }

  return (
    <Stack gap="sm">
      <Select
        aria-label={t`Language of the screens`}
        data={choices}
        value={language ?? AS_THE_BROWSER}
        onChange={(value) => void choose(value)}
        allowDeselect={false}
        w={240}
      />
      <Text size="sm" c="dimmed">
        {t`Numbers and dates are written as this language writes them, times in the zone of your
          browser. What people typed stays as it was typed.`}
      </Text>
      {error !== null && <ErrorNotice error={error} />}
    </Stack>
  )
}
