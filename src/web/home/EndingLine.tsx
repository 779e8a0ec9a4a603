import { Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { counted } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'

const EVERY = { every: 300_000 }

export function useEnding() {
  return useAnswer('consent.countEnding', { query: {} }, EVERY)
}

/** Whose implied consent ends soon; nothing is said where nobody's does. */
export function EndingLine({ data }: { data: AnswerTo<'consent.countEnding'> | undefined }) {
  if (!data || data.consents === 0) return null
  const of = counted(data.people, 'person', 'people')
  return (
    <Panel title={t`Consent that ends soon`}>
      <TextLink to="/topics" search={{ tab: 'ending' }} size="sm" fw={600}>
        {t`${counted(data.consents, 'consent')} of ${of} within ${data.days} days`}
      </TextLink>
      <Text size="sm" c="dimmed" component="div">
        {jt`The first
          ${(<Moment at={data.firstAt} />)}. Ask them for express consent while you may still
          write.`}
      </Text>
    </Panel>
  )
}
