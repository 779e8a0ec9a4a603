import { Text } from '@mantine/core'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <>
      <PageHeader title="There is no such page" />
      <Text size="sm" c="dimmed" mb="md">
        The address may be mistyped, or what it showed may have been removed.
      </Text>
      <ButtonLink to="/">Go to Home</ButtonLink>
    </>
  )
}
