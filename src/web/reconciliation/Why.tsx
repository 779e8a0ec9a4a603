import { Text } from '@mantine/core'
import { logWords } from '../campaigns/window.ts'
import { t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { METRIC_WORDS, why, type Result } from './words.ts'

interface WhyProps {
  campaignId: number
  vendor: string
  result: Pick<Result, 'metric' | 'parts' | 'local'>
}

/** The reasons of a difference, each with what is behind it. */
export function Why({ campaignId, vendor, result }: WhyProps) {
  const { parts, metric, local } = result
  if (parts.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t`Both count the same.`}
      </Text>
    )
  }
  const { figure } = METRIC_WORDS[metric]
  return (
    <>
      {parts.map((part) => {
        const { sentence, door } = why(part, vendor, metric)
        const all = local + part.count
        return (
          <Text size="sm" key={part.reason} style={{ whiteSpace: 'normal' }}>
            {sentence}
            {door === 'problems' && (
              <>
                {' '}
                <TextLink size="sm" underline="always" to="/problems">
                  {t`See the problems`}
                </TextLink>
              </>
            )}
            {door === 'all' && figure !== undefined && (
              <>
                {' '}
                <TextLink
                  size="sm"
                  underline="always"
                  to="/campaigns/$campaignId"
                  params={{ campaignId: String(campaignId) }}
                  search={logWords(figure, 'all')}
                  hash="log"
                  resetScroll={false}
                >
                  {t`See all ${wholeNumber(all)}`}
                </TextLink>
              </>
            )}
          </Text>
        )
      })}
    </>
  )
}
