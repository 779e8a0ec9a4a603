import { SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { t } from '../../languages/messages.ts'
import { Panel } from '../../pieces/Panel.tsx'
import type { PartProps } from './parts.ts'
import { previewOf } from './preview.ts'
import { Tags } from './Tags.tsx'
import { TagWarnings } from './TagWarnings.tsx'

const PREVIEW_AFTER_MS = 400

/** The mail itself as HTML, and how it looks; of what is written elsewhere, only that. */
export function Content({
  draft,
  words,
  write,
  isClosed,
  isShownOnly,
}: PartProps & { isShownOnly: boolean }) {
  const [chosen, setShown] = useState<'html' | 'preview'>('html')
  const shown = isShownOnly ? 'preview' : chosen
  const [html] = useDebouncedValue(words.html, PREVIEW_AFTER_MS)
  return (
    <Panel
      title={t`Content`}
      actions={
        !isShownOnly && (
          <SegmentedControl
            size="xs"
            aria-label={t`How the content is shown`}
            value={shown}
            data={[
              { value: 'html', label: 'HTML' },
              { value: 'preview', label: t`Preview` },
            ]}
            onChange={(word) => setShown(word as 'html' | 'preview')}
          />
        )
      }
    >
      <Stack gap="sm">
        {shown === 'html' ? (
          <Textarea
            aria-label={t`Content as HTML`}
            value={words.html}
            autosize
            minRows={14}
            maxRows={32}
            spellCheck={false}
            disabled={isClosed}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            onChange={(event) => write({ html: event.currentTarget.value })}
          />
        ) : (
          <>
            <iframe
              title={t`The mail as it looks`}
              sandbox=""
              srcDoc={previewOf(html)}
              style={{
                width: '100%',
                height: 480,
                background: '#fff',
                border: '1px solid var(--homing-line)',
              }}
            />
            <Text size="xs" c="dimmed">
              {t`Scripts do not run here, and pictures from elsewhere are not fetched.`}
            </Text>
          </>
        )}
        <Tags tags={draft.tags} />
        <TagWarnings draft={draft} />
      </Stack>
    </Panel>
  )
}
