import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'

/** All people as CSV, in the columns the import takes. */
export function ExportPeople() {
  return (
    <Button
      component="a"
      href="/api/people.csv"
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      Export
    </Button>
  )
}
