import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { counted } from '../pieces/format.ts'
import { logCsvHref, recipientsCsvHref } from './exports.ts'
import { figuresOf, figureWords, isDoor } from './figures.ts'
import type { Campaign } from './useWindow.ts'

/** Everything of the campaign that can be taken along as CSV, each with its number of rows. */
export function ExportMenu({ campaign }: { campaign: Campaign }) {
  const { id, figures } = campaign
  const filled = figuresOf(campaign).filter((name) => isDoor(figures[name]))
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>As CSV</Menu.Label>
        <Menu.Item component="a" href={recipientsCsvHref(id)} download>
          All recipients, with first and last times
        </Menu.Item>
        {filled.map((name) => (
          <Menu.Item
            key={name}
            component="a"
            href={logCsvHref(id, { figure: name, audience: 'human' })}
            download
          >
            {figureWords(campaign)[name].label}: {counted(figures[name].count, 'row')}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
