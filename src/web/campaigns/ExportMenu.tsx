import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { t } from '../languages/messages.ts'
import { counted } from '../pieces/format.ts'
import { logCsvHref, recipientsCsvHref } from './exports.ts'
import { figuresShown, figureWords, isDoor } from './figures.ts'
import type { Campaign } from './useWindow.ts'

/** Everything of the campaign that can be taken along as CSV, each with its number of rows. */
export function ExportMenu({ campaign }: { campaign: Campaign }) {
  const { id } = campaign
  const filled = figuresShown(campaign, 'human').filter(({ value }) => isDoor(value))
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t`Export`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t`As CSV`}</Menu.Label>
        <Menu.Item component="a" href={recipientsCsvHref(id)} download>
          {t`All recipients, with first and last times`}
        </Menu.Item>
        {filled.map(({ name, value }) => (
          <Menu.Item
            key={name}
            component="a"
            href={logCsvHref(id, { figure: name, audience: 'human' })}
            download
          >
            {figureWords(campaign)[name].label}: {counted(value.count, 'row')}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
