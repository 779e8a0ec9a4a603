import { Button, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useAnswer, useChange } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { EmptyState } from '../../pieces/EmptyState.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { Panel } from '../../pieces/Panel.tsx'
import { LinesSkeleton } from '../../pieces/Skeletons.tsx'
import { useMay } from '../../session/session.ts'
import { bodyOf, NEW_SOURCE } from './kinds.ts'
import { SourceCard } from './SourceCard.tsx'
import { SourceForm } from './SourceForm.tsx'

const EVERY_MS = 5_000

/** Where a connection fetches files from by itself. */
export function SourcesPanel({ connectionId }: { connectionId: number }) {
  const may = useMay()
  const params = { connectionId }
  const { data, error, refetch } = useAnswer('fileSources.list', { params }, { every: EVERY_MS })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={3} />
  const add = may('manage_connections') && <AddSource connectionId={connectionId} />
  if (data.items.length === 0) {
    return (
      <Panel title={t`Fetched by itself`} isPlain>
        <EmptyState title={t`Nobody need bring files by hand`} action={add}>
          {t`Homing can look into a folder of its server, at an SFTP server or at an https address,
            as often as you say. A file is taken when it has stood still for a minute, and once.`}
        </EmptyState>
      </Panel>
    )
  }
  return (
    <Panel title={t`Fetched by itself`} isPlain actions={add}>
      <Stack gap="md">
        {data.items.map((source) => (
          <SourceCard key={source.id} source={source} />
        ))}
      </Stack>
    </Panel>
  )
}

function AddSource({ connectionId }: { connectionId: number }) {
  const [isOpen, dialogue] = useDisclosure()
  const add = useChange('fileSources.add', ['fileSources.list', 'audit.list'])
  const params = { connectionId }
  return (
    <>
      <Button variant="default" onClick={dialogue.open}>
        {t`Fetch files by itself…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={t`Where files are fetched from`}
        centered
        size="lg"
      >
        <SourceForm
          initial={NEW_SOURCE}
          isKept={false}
          submitLabel={t`Begin`}
          onSend={async (words) => {
            await add.mutateAsync({ params, body: { kind: words.kind, ...bodyOf(words) } })
            dialogue.close()
          }}
          onCancel={dialogue.close}
        />
      </Modal>
    </>
  )
}
