import { List, Text, ThemeIcon } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { Panel } from '../../pieces/Panel.tsx'
import { labelOf, shortOf, type Draft } from './words.ts'

/** What is missing before it can be sent, in words; and where the service holds something else. */
export function Checklist({ draft }: { draft: Draft }) {
  const { sendingLacks: lacks } = draft
  return (
    <Panel title="Before it is sent">
      {lacks.length === 0 ? (
        <Text size="sm">
          <ThemeIcon size="sm" variant="transparent" color="green" mr={4}>
            <IconCircleCheck size={16} aria-hidden />
          </ThemeIcon>
          Nothing is missing.
        </Text>
      ) : (
        <List size="sm" spacing="xs" icon={<Missing />} aria-label="What is missing">
          {lacks.map(({ field, sentence, remedy }) => (
            <List.Item key={field + sentence}>
              <strong>{labelOf(field)}</strong>: {shortOf(sentence)}{' '}
              <Text span size="sm" c="dimmed">
                {remedy}
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
    <ThemeIcon size="sm" variant="transparent" color="orange">
      <IconAlertTriangle size={16} aria-hidden />
    </ThemeIcon>
  )
}
