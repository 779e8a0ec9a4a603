import { List, Text, ThemeIcon } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { Panel } from '../../pieces/Panel.tsx'
import { labelOf, shortOf, type Draft } from './words.ts'

/** What is missing before it can be sent, in words; and where the service holds something else. */
export function Checklist({ draft }: { draft: Draft }) {
  const { sendingLacks: lacks } = draft
  return (
    <Panel title={t`Before it is sent`}>
      {lacks.length === 0 ? (
        <Text size="sm">
          <ThemeIcon size="sm" variant="transparent" c="var(--homing-good)" mr={4}>
            <IconCircleCheck size={16} aria-hidden />
          </ThemeIcon>
          {t`Nothing is missing.`}
        </Text>
      ) : (
        <List size="sm" spacing="xs" icon={<Missing />} aria-label={t`What is missing`}>
          {lacks.map(({ field, sentence, remedy }) => (
            <List.Item key={field + sentence}>
              <strong>{labelOf(field)}</strong>: {shortOf(sentence)}{' '}
              <Text span size="sm" c="dimmed">
                {said(remedy)}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  )
}

function Missing() {
  return (
    <ThemeIcon size="sm" variant="transparent" c="var(--homing-waiting)">
      <IconAlertTriangle size={16} aria-hidden />
    </ThemeIcon>
  )
}
