import { Button, Menu } from '@mantine/core'
import { IconDots, IconDownload, IconEraser } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../languages/messages.ts'
import { useMay } from '../session/session.ts'
import { ErasePerson } from './ErasePerson.tsx'
import type { Person } from './PersonHeader.tsx'

/** What a person may ask of the firm: everything that is kept, and to be erased. */
export function PersonMenu({ person }: { person: Person }) {
  const may = useMay()
  const [isErasing, setErasing] = useState(false)
  if (!may('administer')) return null
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDots size={16} aria-hidden />}>
            {t`Data rights`}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={`/api/people/${person.id}/archive.zip`}
            download
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t`Export everything`}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconEraser size={16} aria-hidden />}
            onClick={() => setErasing(true)}
          >
            {t`Erase…`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ErasePerson person={person} isOpen={isErasing} onClose={() => setErasing(false)} />
    </>
  )
}
