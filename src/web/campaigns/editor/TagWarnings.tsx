import { Alert, List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useAnswer } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { TextLink } from '../../pieces/Go.tsx'
import type { Draft } from './words.ts'

/** Tags that may stay empty for readers: a warning with the next step, and nothing is refused. */
export function TagWarnings({ draft }: { draft: Draft }) {
  const { connection, campaignId, tags } = draft
  const isPersonal = tags.some(({ kind }) => kind === 'contact' || kind === 'custom')
  const { data } = useAnswer(
    'campaigns.tagWarnings',
    { params: { campaignId } },
    { isWanted: isPersonal && connection !== null },
  )
  if (!isPersonal || connection === null || data === undefined || data.items.length === 0) {
    return null
  }
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t`Some readers may find nothing there`}
    >
      <List size="sm" spacing="xs">
        {data.items.map(({ tag, sentence, remedy }) => (
          <List.Item key={tag}>
            {said(sentence)} {said(remedy)}
          </List.Item>
        ))}
      </List>
      <TextLink
        to="/connections/$connectionId"
        params={{ connectionId: String(connection.id) }}
        search={{ tab: 'fields' }}
        size="sm"
      >
        {t`Fields of ${connection.name}`}
      </TextLink>
    </Alert>
  )
}
