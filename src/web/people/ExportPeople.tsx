import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'

/** All people as CSV, in the columns the import takes; with preference links where wished. */
export function ExportPeople() {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t`Export`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href="/api/people.csv" download>
          {t`People`}
        </Menu.Item>
        <Menu.Item component="a" href="/api/people.csv?preferenceLinks=true" download>
          {t`People, with preference links`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
