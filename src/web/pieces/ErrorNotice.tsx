import { Alert, Button, List, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useDocumentTitle } from '@mantine/hooks'
import { t } from '../languages/messages.ts'
import { isNotThere, tellOf } from '../refusals.ts'
import classes from './ErrorNotice.module.css'
import { ButtonLink } from './Go.tsx'

interface ErrorNoticeProps {
  error: unknown
  /** Offered where trying again can help. */
  onRetry?: () => void
  /** It stands where a whole page should: then it brings the page's heading and the way on. */
  isPage?: boolean
}

/** What went wrong in a sentence, the field it concerns, the remedy, and another try. */
export function ErrorNotice({ error, onRetry, isPage = false }: ErrorNoticeProps) {
  const { title, sentence, remedy, errors, canRetry } = tellOf(error)
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      classNames={{ root: classes.notice, icon: classes.icon }}
    >
      <Stack gap="xs" align="flex-start">
        {isPage ? <PageTitle title={title} /> : <Text fw={600}>{title}</Text>}
        <Text size="sm">{sentence}</Text>
        {errors.length > 0 && (
          <List size="sm">
            {errors.map(({ field, reason }) => (
              <List.Item key={field + reason}>
                {field && <strong>{field}: </strong>}
                {reason}
              </List.Item>
            ))}
          </List>
        )}
        {remedy && <Text size="sm">{remedy}</Text>}
        {isPage && isNotThere(error) && (
          <ButtonLink to="/" variant="default" size="xs">{t`Go to Home`}</ButtonLink>
        )}
        {onRetry && canRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>{t`Try again`}</Button>
        )}
      </Stack>
    </Alert>
  )
}

function PageTitle({ title }: { title: string }) {
  useDocumentTitle(`${title} · Homing`)
  return <Title order={1}>{title}</Title>
}
