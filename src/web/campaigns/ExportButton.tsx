import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { counted } from '../pieces/format.ts'

/** Takes the rows along as CSV, all of them, and says how many there are where that is known. */
export function ExportButton({ rows, href }: { rows: number | null; href: string }) {
  if (rows === 0) return null
  return (
    <Button
      component="a"
      href={href}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {rows === null ? t`Export these rows` : t`Export ${counted(rows, 'row')}`}
    </Button>
  )
}
