import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { contract } from '../../api/contract/index.ts'
import { call } from '../api.ts'
import { notifyRefusal } from '../refusals.ts'
import { stringifySearch } from '../search.ts'
import type { Question } from './asking.ts'
import type { Values, View } from './words.ts'

const WORDS = 'Export as CSV'
const ICON = <IconDownload size={16} aria-hidden />

interface DownloadProps {
  view: View
  question: Question
  given: Values
  /** Rows behind a figure: they have no address of their own, and are fetched. */
  isWithin: boolean
}

/** Everything the view finds, as CSV. */
export function Download({ view, question, given, isWithin }: DownloadProps) {
  const [isWorking, setWorking] = useState(false)
  if (!isWithin) {
    return (
      <Button
        component="a"
        href={csvHref(view, given)}
        download
        variant="default"
        leftSection={ICON}
      >
        {WORDS}
      </Button>
    )
  }
  async function fetchRows() {
    setWorking(true)
    try {
      const { definition, given: parameters } = question
      const answer = await call('views.csv', { body: { definition, parameters } })
      save(await answer.blob(), `${view.name}.csv`)
    } catch (error) {
      notifyRefusal(error)
    } finally {
      setWorking(false)
    }
  }
  return (
    <Button
      variant="default"
      leftSection={ICON}
      loading={isWorking}
      onClick={() => void fetchRows()}
    >
      {WORDS}
    </Button>
  )
}

function csvHref({ id, definition }: View, given: Values): string {
  const isAsked = definition.parameters.length > 0 && Object.keys(given).length > 0
  const path = contract['views.csvSaved'].path.replace('{viewId}', encodeURIComponent(id))
  return path + stringifySearch({ parameters: isAsked ? JSON.stringify(given) : undefined })
}

function save(file: Blob, name: string): void {
  const href = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
  URL.revokeObjectURL(href)
}
