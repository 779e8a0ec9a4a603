import { Text } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <>
      <PageHeader title={t`There is no such page`} />
      <Text
        size="sm"
        c="dimmed"
        mb="md"
      >{t`The address may be mistyped, or what it showed may have been removed.`}</Text>
      <ButtonLink to="/">{t`Go to Home`}</ButtonLink>
    </>
  )
}
