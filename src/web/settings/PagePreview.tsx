import { SegmentedControl, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Given } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'

const AFTER_MS = 400

interface PagePreviewProps {
  words: Given<'preferencePage.preview'>['body']['words']
  languages: { id: string; name: string }[]
}

/** The page as it would be with these words, for an invented person; nothing in it works. */
export function PagePreview({ words, languages }: PagePreviewProps) {
  const [language, setLanguage] = useState(words.language)
  const [body] = useDebouncedValue({ words, language }, AFTER_MS)
  const { data, error, refetch } = useQuery({
    queryKey: ['preferencePage.preview', body],
    queryFn: ({ signal }) => call('preferencePage.preview', { body, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <Panel
      title={t`Preview`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t`Language of the preview`}
          value={language}
          data={languages.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setLanguage}
        />
      }
    >
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && (
        <iframe
          title={t`The preference page with these words`}
          sandbox=""
          srcDoc={data.html}
          style={{ width: '100%', height: 640, border: '1px solid var(--homing-line)' }}
        />
      )}
      <Text size="xs" c="dimmed" mt="xs">
        {t`With invented topics; your own stand there.`}
      </Text>
    </Panel>
  )
}
