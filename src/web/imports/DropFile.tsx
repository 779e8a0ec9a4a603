import { Button, FileButton, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconFileTypeCsv } from '@tabler/icons-react'
import { useEffect, useRef, useState, type DragEvent } from 'react'
import { keyOf, refresh } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { bytes } from '../pieces/format.ts'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import classes from './DropFile.module.css'
import { upload } from './upload.ts'

interface Sending {
  name: string
  sent: number
  total: number
  startedAt: string
}

/** Takes a CSV file by drop or choice, shows it going up, then leads to its import. */
export function DropFile() {
  const { sending, error, send, cancel } = useUpload()
  const [isOver, setOver] = useState(false)

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) void send(file)
  }

  if (sending) {
    return (
      <div className={classes.zone}>
        <ProgressLine
          label={`Sending ${sending.name}`}
          done={sending.sent}
          total={sending.total}
          unit=""
          write={bytes}
          startedAt={sending.startedAt}
          onCancel={cancel}
        />
      </div>
    )
  }
  return (
    <Stack gap="sm">
      <div
        className={classes.zone}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Stack align="center" gap="xs">
          <IconFileTypeCsv size={32} stroke={1.25} aria-hidden />
          <Text size="sm">Drop a CSV file here, or</Text>
          <FileButton
            accept=".csv,text/csv,text/plain"
            onChange={(file) => file && void send(file)}
          >
            {(props) => <Button {...props}>Choose a file</Button>}
          </FileButton>
          <Text size="xs" c="dimmed">
            The import begins at once. Rows that cannot be taken are listed with line and reason;
            the others are kept.
          </Text>
        </Stack>
      </div>
      {error !== null && <ErrorNotice error={error} />}
    </Stack>
  )
}

function useUpload() {
  const [sending, setSending] = useState<Sending | null>(null)
  const [error, setError] = useState<unknown>(null)
  const stop = useRef<AbortController | null>(null)
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  useEffect(() => () => stop.current?.abort(), [])

  async function send(file: File) {
    const controller = new AbortController()
    stop.current = controller
    setError(null)
    const begun = { name: file.name, total: file.size, startedAt: new Date().toISOString() }
    setSending({ ...begun, sent: 0 })
    try {
      const run = await upload({
        file,
        onProgress: (sent) => setSending({ ...begun, sent: Math.min(sent, file.size) }),
        signal: controller.signal,
      })
      queryClient.setQueryData(keyOf('imports.show', { params: { importId: run.id } }), run)
      void refresh(queryClient, ['imports.list'])
      await navigate({ to: '/imports/$importId', params: { importId: String(run.id) } })
    } catch (refusal) {
      if (!controller.signal.aborted) setError(refusal)
    } finally {
      setSending(null)
    }
  }

  return { sending, error, send, cancel: () => stop.current?.abort() }
}
