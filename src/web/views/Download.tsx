import { Button, Menu, Text } from '@mantine/core'
import { IconChevronDown, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { contract } from '../../api/contract/index.ts'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { notifyRefusal } from '../refusals.ts'
import { stringifySearch } from '../search.ts'
import type { Question } from './asking.ts'
import type { Values, View } from './words.ts'

type Format = 'csv' | 'xlsx' | 'pdf'

const FORMATS: { format: Format; label: string; words: string }[] = [
  { format: 'xlsx', label: t`Excel workbook`, words: t`XLSX: numbers and dates to reckon with` },
  { format: 'pdf', label: 'PDF', words: t`To print or send; the first 2,000 rows` },
  { format: 'csv', label: 'CSV', words: t`For other programs; times in UTC` },
]

interface DownloadProps {
  view: View
  question: Question
  given: Values
  /** Rows behind a figure: they have no address of their own, and are fetched. */
  isWithin: boolean
}

/** Everything the view finds, as a file of one's choice. */
export function Download({ view, question, given, isWithin }: DownloadProps) {
  const [isWorking, setWorking] = useState(false)
  async function fetchRows(format: Format) {
    setWorking(true)
    try {
      const { definition, given: parameters } = question
      const name = t`Behind a figure of “${view.name}”`
      const answer = await call(`views.${format}`, { body: { definition, parameters, name } })
      save(await answer.blob(), `${view.name}.${format}`)
    } catch (error) {
      notifyRefusal(error)
    } finally {
      setWorking(false)
    }
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          loading={isWorking}
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t`Export`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label, words }) => {
          const inside = (
            <>
              <Text size="sm">{label}</Text>
              <Text size="xs" c="dimmed">
                {words}
              </Text>
            </>
          )
          return isWithin ? (
            <Menu.Item key={format} onClick={() => void fetchRows(format)}>
              {inside}
            </Menu.Item>
          ) : (
            <Menu.Item
              key={format}
              component="a"
              href={hrefOf(format, view, given)}
              download={`${view.name}.${format}`}
            >
              {inside}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

function hrefOf(format: Format, { id, definition }: View, given: Values): string {
  const isAsked = definition.parameters.length > 0 && Object.keys(given).length > 0
  const { path } = contract[`views.${format}Saved`]
  return (
    path.replace('{viewId}', encodeURIComponent(id))
    + stringifySearch({ parameters: isAsked ? JSON.stringify(given) : undefined })
  )
}

function save(file: Blob, name: string): void {
  const href = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
  URL.revokeObjectURL(href)
}
