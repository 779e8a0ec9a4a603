import { Button, FileButton, Stack, Text } from '@mantine/core'
import { IconFileTypeCsv } from '@tabler/icons-react'
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { t } from '../languages/messages.ts'
import classes from './DropZone.module.css'
import { ErrorNotice } from './ErrorNotice.tsx'
import { bytes } from './format.ts'
import { ProgressLine } from './ProgressLine.tsx'
import { upload, type UploadOptions } from './upload.ts'

interface Sending {
  name: string
  sent: number
  total: number
  startedAt: string
}

interface DropZoneProps<Answer> extends Pick<UploadOptions, 'path' | 'contentType'> {
  /** What may be dropped: "Drop a CSV file here, or". */
  invitation: string
  accept?: string
  /** What happens with it, in a sentence or two. */
  children: ReactNode
  onTaken: (answer: Answer) => unknown
}

/** Takes a file by drop or choice and shows it going up. */
export function DropZone<Answer>(props: DropZoneProps<Answer>) {
  const { invitation, accept, children } = props
  const { sending, error, send, cancel } = useUpload(props)
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
          label={t`Sending ${sending.name}`}
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
          <Text size="sm">{invitation}</Text>
          <FileButton
            {...(accept === undefined ? {} : { accept })}
            onChange={(file) => file && void send(file)}
          >
            {(button) => <Button {...button}>{t`Choose a file`}</Button>}
          </FileButton>
          <Text size="xs" c="dimmed">
            {children}
          </Text>
        </Stack>
      </div>
      {error !== null && <ErrorNotice error={error} />}
    </Stack>
  )
}

function useUpload<Answer>({ path, contentType, onTaken }: DropZoneProps<Answer>) {
  const [sending, setSending] = useState<Sending | null>(null)
  const [error, setError] = useState<unknown>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  async function send(file: File) {
    const controller = new AbortController()
    stop.current = controller
    setError(null)
    const begun = { name: file.name, total: file.size, startedAt: new Date().toISOString() }
    setSending({ ...begun, sent: 0 })
    try {
      const answer = await upload<Answer>({
        ...{ path, contentType, file },
        onProgress: (sent) => setSending({ ...begun, sent: Math.min(sent, file.size) }),
        signal: controller.signal,
      })
      await onTaken(answer)
    } catch (refusal) {
      if (!controller.signal.aborted) setError(refusal)
    } finally {
      setSending(null)
    }
  }

  return { sending, error, send, cancel: () => stop.current?.abort() }
}
